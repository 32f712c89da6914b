package dev.twofold.cpu.kernel;

/// What is done to an output after its sums: at most one activation and one residual addition.
///
/// @param function the activation
/// @param a its first constant
/// @param b its second constant
/// @param residual whether and where a residual is added
public record Finish(Function function, float a, float b, Residual residual) {

  // NaN stays NaN under all functions, and infinity gives the limit of the function there. ReLU is
  // the clip from 0 to infinity; what equals a bound becomes that bound, so relu(-0) is 0.

  /// Functions of one element `x`.
  public enum Function {
    /// `x`.
    NONE,
    /// `x` limited to the range from `a` to `b`.
    CLIP,
    /// `x < 0 ? a * x : x`.
    LEAKY_RELU,
    /// `1 / (1 + exp(-x))`.
    SIGMOID,
    /// `a * x + b` limited to the range from 0 to 1.
    HARD_SIGMOID,
    /// `x` times (`x / 6 + 1 / 2` limited to the range from 0 to 1).
    HARD_SWISH,
    /// `x / (1 + exp(-x))`.
    SILU,
    /// The hyperbolic tangent.
    TANH
  }

  /// Where a residual is added.
  public enum Residual {
    /// Nowhere.
    NONE,
    /// Before the activation, as in ResNet.
    BEFORE,
    /// After the activation.
    AFTER
  }

  /// Nothing is done.
  public static final Finish NONE = of(Function.NONE, 0, 0);

  /// `x > 0 ? x : 0`.
  public static final Finish RELU = clip(0, Float.POSITIVE_INFINITY);

  /// An activation alone.
  public static Finish of(Function function, float a, float b) {
    return new Finish(function, a, b, Residual.NONE);
  }

  /// A clip alone.
  public static Finish clip(float min, float max) {
    return of(Function.CLIP, min, max);
  }

  /// This activation with a residual.
  public Finish with(Residual residual) {
    return new Finish(function, a, b, residual);
  }

  /// Whether nothing is left to do.
  public boolean isNone() {
    return function == Function.NONE && residual == Residual.NONE;
  }

  /// Whether a kernel that can clip takes the activation off this finish.
  private boolean clipsFirst() {
    return function == Function.CLIP && residual != Residual.BEFORE;
  }

  /// The lower bound for a kernel that clips its sums.
  public float lo() {
    return clipsFirst() ? a : Float.NEGATIVE_INFINITY;
  }

  /// The upper bound for a kernel that clips its sums.
  public float hi() {
    return clipsFirst() ? b : Float.POSITIVE_INFINITY;
  }

  /// What is left after the sums have been clipped to [#lo()] and [#hi()].
  public Finish afterClip() {
    return clipsFirst() ? new Finish(Function.NONE, 0, 0, residual) : this;
  }
}
