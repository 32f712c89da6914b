package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Arithmetic on runs of elements with vectors.
final class VectorRowOps implements RowOps {

  // Whole vectors, then single elements with the same operations in the same order: an element's
  // result does not depend on where in a run it stands, so results do not depend on how work is
  // split. No method takes or returns a vector (see VectorMath).

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final VectorSpecies<Integer> I = Species.WIDE_INTS;
  private static final int L = Species.WIDE_LENGTH;

  /// Elements finished at a time: adding and ReLU take 5.1 us for 62720 elements with 512, 4.7 with 1024,
  /// 4.4 with 2048 to 8192.
  private static final int SOME = 2048;

  private final boolean compiled;

  /// @param compiled whether to use vectors; else all elements are computed as the last ones are, to
  ///   the same bit
  VectorRowOps(boolean compiled) {
    this.compiled = compiled;
  }

  /// The elements of `n` that vectors compute.
  private int whole(int n) {
    return compiled ? F.loopBound(n) : 0;
  }

  @Override
  public void combine(
      Operation op, float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
    switch (op) {
      case ADD -> VectorArithmetic.add(a, a0, b, b0, out, o0, n, whole(n));
      case SUB -> VectorArithmetic.sub(a, a0, b, b0, out, o0, n, whole(n));
      case MUL -> VectorArithmetic.mul(a, a0, b, b0, out, o0, n, whole(n));
      case DIV -> VectorArithmetic.div(a, a0, b, b0, out, o0, n, whole(n));
      case MIN -> VectorArithmetic.min(a, a0, b, b0, out, o0, n, whole(n));
      case MAX -> max(a, a0, b, b0, out, o0, n);
      case POW -> ScalarRowOps.pow(a, a0, b, b0, out, o0, n);
      case EQUAL -> VectorArithmetic.equal(a, a0, b, b0, out, o0, n, whole(n));
      case LESS -> VectorArithmetic.less(a, a0, b, b0, out, o0, n, whole(n));
      case GREATER -> VectorArithmetic.less(b, b0, a, a0, out, o0, n, whole(n));
    }
  }

  @Override
  public void combineRight(Operation op, float[] a, int a0, float b, float[] out, int o0, int n) {
    switch (op) {
      case ADD -> VectorArithmetic.addRight(a, a0, b, out, o0, n, whole(n));
      case SUB -> VectorArithmetic.subRight(a, a0, b, out, o0, n, whole(n));
      case MUL -> VectorArithmetic.mulRight(a, a0, b, out, o0, n, whole(n));
      case DIV -> VectorArithmetic.divRight(a, a0, b, out, o0, n, whole(n));
      case MIN -> VectorArithmetic.minRight(a, a0, b, out, o0, n, whole(n));
      case MAX -> VectorArithmetic.maxRight(a, a0, b, out, o0, n, whole(n));
      case POW -> powRight(a, a0, b, out, o0, n);
      case EQUAL -> VectorArithmetic.equalRight(a, a0, b, out, o0, n, whole(n));
      case LESS -> VectorArithmetic.lessRight(a, a0, b, out, o0, n, whole(n));
      case GREATER -> VectorArithmetic.greaterRight(a, a0, b, out, o0, n, whole(n));
    }
  }

  @Override
  public void combineLeft(Operation op, float a, float[] b, int b0, float[] out, int o0, int n) {
    switch (op) {
      case ADD -> VectorArithmetic.addRight(b, b0, a, out, o0, n, whole(n));
      case SUB -> VectorArithmetic.subLeft(a, b, b0, out, o0, n, whole(n));
      case MUL -> VectorArithmetic.mulRight(b, b0, a, out, o0, n, whole(n));
      case DIV -> VectorArithmetic.divLeft(a, b, b0, out, o0, n, whole(n));
      case MIN -> VectorArithmetic.minRight(b, b0, a, out, o0, n, whole(n));
      case MAX -> VectorArithmetic.maxRight(b, b0, a, out, o0, n, whole(n));
      case POW -> ScalarRowOps.powLeft(a, b, b0, out, o0, n);
      case EQUAL -> VectorArithmetic.equalRight(b, b0, a, out, o0, n, whole(n));
      case LESS -> VectorArithmetic.greaterRight(b, b0, a, out, o0, n, whole(n));
      case GREATER -> VectorArithmetic.lessRight(b, b0, a, out, o0, n, whole(n));
    }
  }

  /// Squares are products; other powers are computed one by one.
  private void powRight(float[] a, int a0, float b, float[] out, int o0, int n) {
    if (b == 2) {
      VectorArithmetic.mul(a, a0, a, a0, out, o0, n, whole(n));
    } else {
      ScalarRowOps.powRight(a, a0, b, out, o0, n);
    }
  }

  @Override
  public void apply(Function function, float[] a, int a0, float[] out, int o0, int n) {
    switch (function) {
      case EXP -> VectorMath.apply(VectorMath.Function.EXP, a, a0, 0, out, o0, n, whole(n));
      case LOG -> VectorFunctions.log(a, a0, out, o0, n, whole(n));
      case SQRT -> sqrt(a, a0, out, o0, n);
      case ERF -> VectorFunctions.erf(a, a0, out, o0, n, whole(n));
      case FLOOR, CEIL, ROUND -> VectorFunctions.round(function, a, a0, out, o0, n, whole(n));
    }
  }

  private void sqrt(float[] a, int a0, float[] out, int o0, int n) {
    int i = 0;
    for (int end = whole(n); i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i).sqrt().intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = (float) Math.sqrt(a[a0 + i]);
    }
  }

  @Override
  public void select(
      float[] which, int w0, float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
    FloatVector zero = FloatVector.zero(F);
    int i = 0;
    for (int end = whole(n); i < end; i += L) {
      VectorMask<Float> isFirst = FloatVector.fromArray(F, which, w0 + i).compare(NE, zero);
      FloatVector.fromArray(F, b, b0 + i)
          .blend(FloatVector.fromArray(F, a, a0 + i), isFirst)
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = which[w0 + i] != 0 ? a[a0 + i] : b[b0 + i];
    }
  }

  @Override
  public void max(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
    int i = 0;
    for (int end = whole(n); i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i)
          .max(FloatVector.fromArray(F, b, b0 + i))
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = Math.max(a[a0 + i], b[b0 + i]);
    }
  }

  @Override
  public void mean(float[] a, int a0, int step, int rows, float[] out, int o0, int n) {
    int i = 0;
    for (int end = whole(n) / (4 * L) * (4 * L); i < end; i += 4 * L) {
      meanOfFour(a, a0 + i, step, rows, out, o0 + i);
    }
    for (int end = whole(n); i < end; i += L) {
      meanOfOne(a, a0 + i, step, rows, out, o0 + i);
    }
    for (; i < n; i++) {
      float sum = 0;
      for (int row = 0, at = a0 + i; row < rows; row++, at += step) {
        sum += a[at];
      }
      out[o0 + i] = sum / rows;
    }
  }

  /// Four vectors at a time: four sums that do not wait for each other.
  private static void meanOfFour(float[] a, int a0, int step, int rows, float[] out, int o0) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int row = 0, at = a0; row < rows; row++, at += step) {
      s0 = FloatVector.fromArray(F, a, at).add(s0);
      s1 = FloatVector.fromArray(F, a, at + L).add(s1);
      s2 = FloatVector.fromArray(F, a, at + 2 * L).add(s2);
      s3 = FloatVector.fromArray(F, a, at + 3 * L).add(s3);
    }
    FloatVector count = FloatVector.broadcast(F, rows);
    s0.div(count).intoArray(out, o0);
    s1.div(count).intoArray(out, o0 + L);
    s2.div(count).intoArray(out, o0 + 2 * L);
    s3.div(count).intoArray(out, o0 + 3 * L);
  }

  private static void meanOfOne(float[] a, int a0, int step, int rows, float[] out, int o0) {
    FloatVector s = FloatVector.zero(F);
    for (int row = 0, at = a0; row < rows; row++, at += step) {
      s = FloatVector.fromArray(F, a, at).add(s);
    }
    s.div(rows).intoArray(out, o0);
  }

  @Override
  public void maxPlace(
      float[] a, int a0, int place, float[] out, int o0, int[] places, int p0, int n) {
    // Places are chosen as floats, by the mask of the values: of all vectors there is one kind of
    // mask.
    FloatVector here = IntVector.broadcast(I, place).reinterpretAsFloats();
    int i = 0;
    for (int end = whole(n); i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      FloatVector best = FloatVector.fromArray(F, out, o0 + i);
      FloatVector before = IntVector.fromArray(I, places, p0 + i).reinterpretAsFloats();
      VectorMask<Float> stays = x.compare(LE, best).or(best.compare(NE, best));
      x.blend(best, stays).intoArray(out, o0 + i);
      here.blend(before, stays).reinterpretAsInts().intoArray(places, p0 + i);
    }
    for (; i < n; i++) {
      if (!(a[a0 + i] <= out[o0 + i]) && !Float.isNaN(out[o0 + i])) {
        out[o0 + i] = a[a0 + i];
        places[p0 + i] = place;
      }
    }
  }

  @Override
  public void scaleShift(
      float[] a, int a0, float[] scale, int s0, float[] shift, int h0, float[] out, int o0, int n) {
    int i = 0;
    for (int end = whole(n); i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i)
          .mul(FloatVector.fromArray(F, scale, s0 + i))
          .add(FloatVector.fromArray(F, shift, h0 + i))
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] * scale[s0 + i] + shift[h0 + i];
    }
  }

  @Override
  public void mix(float[] in, int p0, int p1, float t, float[] out, int o0, int n) {
    float s = 1 - t;
    int i = 0;
    for (int end = whole(n); i < end; i += L) {
      FloatVector.fromArray(F, in, p0 + i)
          .mul(s)
          .add(FloatVector.fromArray(F, in, p1 + i).mul(t))
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = in[p0 + i] * s + in[p1 + i] * t;
    }
  }

  @Override
  public void mixFour(
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
      int n) {
    int i = 0;
    for (int end = whole(n); i < end; i += L) {
      FloatVector sum = FloatVector.fromArray(F, in, p0 + i).mul(w0);
      sum = sum.add(FloatVector.fromArray(F, in, p1 + i).mul(w1));
      sum = sum.add(FloatVector.fromArray(F, in, p2 + i).mul(w2));
      sum.add(FloatVector.fromArray(F, in, p3 + i).mul(w3)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = in[p0 + i] * w0 + in[p1 + i] * w1 + in[p2 + i] * w2 + in[p3 + i] * w3;
    }
  }

  @Override
  public void bilinear(
      float[] in,
      int p00,
      int p01,
      int p10,
      int p11,
      float tx,
      float ty,
      float[] out,
      int o0,
      int n) {
    float sx = 1 - tx;
    float sy = 1 - ty;
    int i = 0;
    for (int end = whole(n); i < end; i += L) {
      FloatVector top =
          FloatVector.fromArray(F, in, p00 + i)
              .mul(sx)
              .add(FloatVector.fromArray(F, in, p01 + i).mul(tx));
      FloatVector bottom =
          FloatVector.fromArray(F, in, p10 + i)
              .mul(sx)
              .add(FloatVector.fromArray(F, in, p11 + i).mul(tx));
      top.mul(sy).add(bottom.mul(ty)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      float top = in[p00 + i] * sx + in[p01 + i] * tx;
      float bottom = in[p10 + i] * sx + in[p11 + i] * tx;
      out[o0 + i] = top * sy + bottom * ty;
    }
  }

  @Override
  public float expSum(float[] a, int a0, float max, float[] out, int o0, int n) {
    VectorMath.apply(VectorMath.Function.EXP, a, a0, -max, out, o0, n, whole(n));
    return sum(out, o0, n);
  }

  /// Plain, since C2 now and then boxes a vector that is carried from one iteration to the next.
  private static float sum(float[] a, int a0, int n) {
    float even = 0;
    float odd = 0;
    int i = 0;
    for (; i + 2 <= n; i += 2) {
      even += a[a0 + i];
      odd += a[a0 + i + 1];
    }
    return i < n ? even + odd + a[a0 + i] : even + odd;
  }

  @Override
  public void exp(float[] a, int a0, float[] max, int m0, float[] out, int o0, int n) {
    VectorArithmetic.sub(a, a0, max, m0, out, o0, n, whole(n));
    VectorMath.apply(VectorMath.Function.EXP, out, o0, 0, out, o0, n, whole(n));
  }

  /// Some elements after the others, so that what is done to them second finds them in the first cache.
  @Override
  public void finish(Finish finish, float[] x, int x0, float[] residual, int r0, int n) {
    for (int i = 0; i < n; i += SOME) {
      finishSome(finish, x, x0 + i, residual, r0 + i, Math.min(SOME, n - i));
    }
  }

  private void finishSome(Finish finish, float[] x, int x0, float[] residual, int r0, int n) {
    if (finish.residual() == Finish.Residual.BEFORE) {
      VectorArithmetic.add(x, x0, residual, r0, x, x0, n, whole(n));
    }
    activate(finish, x, x0, n);
    if (finish.residual() == Finish.Residual.AFTER) {
      VectorArithmetic.add(x, x0, residual, r0, x, x0, n, whole(n));
    }
  }

  private void activate(Finish finish, float[] x, int x0, int n) {
    switch (finish.function()) {
      case NONE -> {}
      case CLIP -> clip(finish.a(), finish.b(), x, x0, n, whole(n));
      case LEAKY_RELU -> leakyRelu(finish.a(), x, x0, n);
      case SIGMOID -> VectorMath.logistic(false, x, x0, n, whole(n));
      case HARD_SIGMOID -> hardSigmoid(finish.a(), finish.b(), x, x0, n);
      case HARD_SWISH -> hardSwish(x, x0, n);
      case SILU -> VectorMath.logistic(true, x, x0, n, whole(n));
      case TANH -> VectorMath.apply(VectorMath.Function.TANH, x, x0, 0, x, x0, n, whole(n));
    }
  }

  /// Limits the elements to a range; what equals a bound becomes it.
  static void clip(float lo, float hi, float[] x, int x0, int n) {
    clip(lo, hi, x, x0, n, F.loopBound(n));
  }

  private static void clip(float lo, float hi, float[] x, int x0, int n, int whole) {
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int i = x0;
    for (int end = x0 + whole; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, i);
      v.blend(low, v.compare(LE, low)).blend(high, v.compare(GT, high)).intoArray(x, i);
    }
    ScalarRowOps.clip(lo, hi, x, i, x0 + n - i);
  }

  private void leakyRelu(float slope, float[] x, int x0, int n) {
    int i = x0;
    for (int end = x0 + whole(n); i < end; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, i);
      v.blend(v.mul(slope), v.compare(LT, 0)).intoArray(x, i);
    }
    ScalarRowOps.leakyRelu(slope, x, i, x0 + n - i);
  }

  private void hardSigmoid(float a, float b, float[] x, int x0, int n) {
    FloatVector one = FloatVector.broadcast(F, 1);
    int i = x0;
    for (int end = x0 + whole(n); i < end; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, i).mul(a).add(b);
      v.blend(0, v.compare(LT, 0)).blend(one, v.compare(GT, one)).intoArray(x, i);
    }
    ScalarRowOps.hardSigmoid(a, b, x, i, x0 + n - i);
  }

  private void hardSwish(float[] x, int x0, int n) {
    FloatVector six = FloatVector.broadcast(F, 6);
    int i = x0;
    for (int end = x0 + whole(n); i < end; i += L) {
      FloatVector u = FloatVector.fromArray(F, x, i);
      FloatVector v = u.add(3);
      FloatVector gate = v.blend(six, v.compare(GT, six)).mul(1f / 6);
      u.mul(gate).blend(0, v.compare(LE, 0)).intoArray(x, i);
    }
    ScalarRowOps.hardSwish(x, i, x0 + n - i);
  }
}
