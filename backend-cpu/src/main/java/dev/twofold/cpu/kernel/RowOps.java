package dev.twofold.cpu.kernel;

/// Arithmetic on runs of `n` adjacent elements. A destination may be one of the sources, at the
/// same place.
public sealed interface RowOps permits VectorRowOps, ScalarRowOps {

  /// Operations on two numbers. Comparisons give 1 and 0.
  enum Operation {
    /// `a + b`.
    ADD,
    /// `a - b`.
    SUB,
    /// `a * b`.
    MUL,
    /// `a / b`.
    DIV,
    /// The smaller one; NaN wins.
    MIN,
    /// The larger one; NaN wins.
    MAX,
    /// `a` to the power of `b`, as [Math#pow] defines it.
    POW,
    /// `a == b`.
    EQUAL,
    /// `a < b`.
    LESS,
    /// `a > b`.
    GREATER
  }

  /// Functions of one number.
  enum Function {
    /// `exp(x)`.
    EXP,
    /// The natural logarithm.
    LOG,
    /// The square root.
    SQRT,
    /// The error function.
    ERF,
    /// The largest whole number not above `x`.
    FLOOR,
    /// The smallest whole number not below `x`.
    CEIL,
    /// The whole number nearest to `x`, the even one of two.
    ROUND
  }

  /// `out = a op b`.
  void combine(Operation op, float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

  /// `out = a op b` with one `b` for all elements.
  void combineRight(Operation op, float[] a, int a0, float b, float[] out, int o0, int n);

  /// `out = a op b` with one `a` for all elements.
  void combineLeft(Operation op, float a, float[] b, int b0, float[] out, int o0, int n);

  /// `out = function(a)`.
  void apply(Function function, float[] a, int a0, float[] out, int o0, int n);

  /// `out = which != 0 ? a : b`.
  void select(
      float[] which, int w0, float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

  /// `out = max(a, b)`; NaN wins.
  void max(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

  /// Keeps the larger element of `a` and `out` in `out`, and where it is `a`'s, `place` in `places`;
  /// NaN wins over numbers, and what came first over its equal.
  void maxPlace(float[] a, int a0, int place, float[] out, int o0, int[] places, int p0, int n);

  /// `out = (a[a0] + a[a0 + step] + ...) / rows`, the mean of some rows of `n` elements.
  ///
  /// @param step elements between the starts of two rows
  /// @param rows how many there are
  void mean(float[] a, int a0, int step, int rows, float[] out, int o0, int n);

  /// `out = a * scale + shift`, each element with its own scale and shift.
  void scaleShift(
      float[] a, int a0, float[] scale, int s0, float[] shift, int h0, float[] out, int o0, int n);

  /// Interpolates between two runs of `in`, `t` of the way from `p0` to `p1`.
  void mix(float[] in, int p0, int p1, float t, float[] out, int o0, int n);

  /// The sum of four runs of `in`, each times a weight.
  void mixFour(
      float[] in,
      int p0,
      int p1,
      int p2,
      int p3,
      float w0,
      float w1,
      float w2,
      float w3,
      float[] out,
      int o0,
      int n);

  /// Interpolates between four runs of `in`: `tx` of the way from `p00` to `p01` and from `p10` to
  /// `p11`, then `ty` of the way from the first to the second.
  void bilinear(
      float[] in,
      int p00,
      int p01,
      int p10,
      int p11,
      float tx,
      float ty,
      float[] out,
      int o0,
      int n);

  /// `out = exp(a - max)`.
  ///
  /// @return the sum of all `out`
  float expSum(float[] a, int a0, float max, float[] out, int o0, int n);

  /// `out = exp(a - max)`, each element with its own `max`.
  void exp(float[] a, int a0, float[] max, int m0, float[] out, int o0, int n);

  /// Applies an activation and a residual addition in place.
  ///
  /// @param residual read from `r0` if the finish adds a residual
  void finish(Finish finish, float[] x, int x0, float[] residual, int r0, int n);
}
