package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The twin of [ScalarMath] for vectors: the same polynomials, with fused multiply-adds.
final class VectorMath {

  // One loop for all functions of exp, from array to array, and nothing factored out of it. A
  // method that takes or returns vectors makes objects of them whenever C2 decides not to inline
  // it, and it does so for good when the caller was itself inlined before it had a profile. So
  // every vector here comes from a load, a broadcast or an operation on one, whose class is known
  // without a profile. Constants are broadcast in front of the loop: as static fields they are
  // objects, and the loop loads them again for every vector, two cache lines each (SiLU: 6.5 ns a
  // vector, 4.5 without). Nothing is masked: a masked load at the end of an array takes a path
  // that is rarely compiled, and its mask is then an object; the last elements are computed one by
  // one. What goes into exp is masked, scaled and shifted for both functions alike; what is made
  // of it differs.
  //
  // The logistic functions, which stand behind most layers of EfficientNet, have a loop of their
  // own with 16 operations a vector, not 31. It needs no exp by itself, only half of 1 + exp(-x),
  // as 2^n p(f) with n + f = -x log2(e): the half keeps 2^n in range up to where the result
  // vanishes, so that one shift makes it. log2(e) has two parts, the first one's product is exact
  // where n is subtracted; p is minimax in relative error (9e-8) with p(0) = 1. What SiLU divides
  // keeps a NaN, so that the bits of its exponent may be limited as integers, in one operation.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  /// Here `2^(n - 1)` is infinite, so that both functions are 0, as they are below -89.07 (where `x *
  /// exp(x)` is -1.8e-37).
  private static final float LOGISTIC_MIN = -89.5f;

  /// Above, `exp(-x)` does not count; `2^(n - 1)` is in range.
  private static final float LOGISTIC_MAX = 86.0f;

  private static final int LOGISTIC_MAX_BITS = Float.floatToRawIntBits(LOGISTIC_MAX);

  /// Adding it rounds to an integer and leaves, in the lowest bits, the exponent of its power of two,
  /// halved: 126 more.
  private static final float ROUND_TO_POWER = ScalarMath.ROUND + 126;

  private static final float LOG2_E_LOW = 1.925963e-8f;
  private static final float L1 = 0.693147f;
  private static final float L2 = 0.24022245f;
  private static final float L3 = 0.05550711f;
  private static final float L4 = 0.009671392f;
  private static final float L5 = 0.0013269703f;

  /// What is computed, and from which argument of exp: `exp(scale * (x & bits) + shift)`.
  enum Function {
    EXP(1, -1),
    TANH(2, Integer.MAX_VALUE);

    private final float scale;
    private final int bits;

    Function(float scale, int bits) {
      this.scale = scale;
      this.bits = bits;
    }
  }

  private VectorMath() {}

  /// `out = f(a)` for `n` elements; `shift` is for `EXP` only and 0 for the others.
  ///
  /// @param bulk how many of them vectors compute, a multiple of their length
  static void apply(
      Function function, float[] a, int a0, float shift, float[] out, int o0, int n, int bulk) {
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector two = FloatVector.broadcast(F, 2);
    FloatVector infinity = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
    FloatVector minusLn2High = FloatVector.broadcast(F, -ScalarMath.LN2_HIGH);
    FloatVector minusLn2Low = FloatVector.broadcast(F, -ScalarMath.LN2_LOW);
    FloatVector e0 = FloatVector.broadcast(F, ScalarMath.E0);
    FloatVector e1 = FloatVector.broadcast(F, ScalarMath.E1);
    FloatVector e2 = FloatVector.broadcast(F, ScalarMath.E2);
    FloatVector e3 = FloatVector.broadcast(F, ScalarMath.E3);
    FloatVector e4 = FloatVector.broadcast(F, ScalarMath.E4);
    FloatVector e5 = FloatVector.broadcast(F, ScalarMath.E5);
    FloatVector log2E = FloatVector.broadcast(F, ScalarMath.LOG2_E);
    FloatVector round = FloatVector.broadcast(F, ScalarMath.ROUND);
    FloatVector t0 = FloatVector.broadcast(F, ScalarMath.T0);
    FloatVector t1 = FloatVector.broadcast(F, ScalarMath.T1);
    FloatVector t2 = FloatVector.broadcast(F, ScalarMath.T2);
    FloatVector t3 = FloatVector.broadcast(F, ScalarMath.T3);
    FloatVector t4 = FloatVector.broadcast(F, ScalarMath.T4);
    FloatVector scale = FloatVector.broadcast(F, function.scale);
    FloatVector offset = FloatVector.broadcast(F, shift);
    int i = 0;
    for (; i < bulk; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      FloatVector kept = x.reinterpretAsInts().and(function.bits).reinterpretAsFloats();
      FloatVector y = kept.fma(scale, offset);
      FloatVector shifted = y.fma(log2E, round);
      IntVector whole = shifted.reinterpretAsInts().sub(ScalarMath.ROUND_BITS);
      FloatVector rounded = shifted.sub(ScalarMath.ROUND);
      FloatVector r = rounded.fma(minusLn2High, y);
      r = rounded.fma(minusLn2Low, r);
      FloatVector p = e0.fma(r, e1);
      p = p.fma(r, e2);
      p = p.fma(r, e3);
      p = p.fma(r, e4);
      p = p.fma(r, e5);
      FloatVector e = p.fma(r.mul(r), r).add(one);
      IntVector half = whole.lanewise(ASHR, 1);
      IntVector other = whole.sub(half);
      e = e.mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
      e = e.mul(other.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
      e = e.blend(0, y.compare(LE, ScalarMath.EXP_MIN));
      e = e.blend(infinity, y.compare(GT, ScalarMath.EXP_MAX));
      switch (function) {
        case EXP -> e.intoArray(out, o0 + i);
        case TANH -> {
          FloatVector s = x.mul(x);
          FloatVector q = t0.fma(s, t1);
          q = q.fma(s, t2);
          q = q.fma(s, t3);
          q = q.fma(s, t4);
          FloatVector near = q.mul(s).fma(x, x);
          IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
          FloatVector far = one.sub(two.div(e.add(one)));
          far = far.reinterpretAsInts().or(sign).reinterpretAsFloats();
          far.blend(near, kept.compare(LT, ScalarMath.TANH_SMALL)).intoArray(out, o0 + i);
        }
      }
    }
    for (; i < n; i++) {
      out[o0 + i] = single(function, a[a0 + i], shift);
    }
  }

  /// One element, with the same operations in the same order as above, so to the same bit.
  private static float single(Function function, float x, float shift) {
    float kept = Float.intBitsToFloat(Float.floatToRawIntBits(x) & function.bits);
    float y = Math.fma(kept, function.scale, shift);
    float shifted = Math.fma(y, ScalarMath.LOG2_E, ScalarMath.ROUND);
    int whole = Float.floatToRawIntBits(shifted) - ScalarMath.ROUND_BITS;
    float rounded = shifted - ScalarMath.ROUND;
    float r = Math.fma(rounded, -ScalarMath.LN2_HIGH, y);
    r = Math.fma(rounded, -ScalarMath.LN2_LOW, r);
    float p = Math.fma(ScalarMath.E0, r, ScalarMath.E1);
    p = Math.fma(p, r, ScalarMath.E2);
    p = Math.fma(p, r, ScalarMath.E3);
    p = Math.fma(p, r, ScalarMath.E4);
    p = Math.fma(p, r, ScalarMath.E5);
    float e = Math.fma(p, r * r, r) + 1;
    int half = whole >> 1;
    e *= Float.intBitsToFloat((half + 127) << 23);
    e *= Float.intBitsToFloat((whole - half + 127) << 23);
    e = y <= ScalarMath.EXP_MIN ? 0 : e;
    e = y > ScalarMath.EXP_MAX ? Float.POSITIVE_INFINITY : e;
    return switch (function) {
      case EXP -> e;
      case TANH -> kept < ScalarMath.TANH_SMALL ? near(x) : far(x, e);
    };
  }

  private static float near(float x) {
    float s = x * x;
    float q = Math.fma(ScalarMath.T0, s, ScalarMath.T1);
    q = Math.fma(q, s, ScalarMath.T2);
    q = Math.fma(q, s, ScalarMath.T3);
    q = Math.fma(q, s, ScalarMath.T4);
    return Math.fma(q * s, x, x);
  }

  private static float far(float x, float e) {
    int sign = Float.floatToRawIntBits(x) & Integer.MIN_VALUE;
    return Float.intBitsToFloat(Float.floatToRawIntBits(1 - 2 / (e + 1)) | sign);
  }

  /// `x = x / (1 + exp(-x))` for `n` elements where `times`, else `x = 1 / (1 + exp(-x))`.
  ///
  /// @param bulk how many of them vectors compute, a multiple of their length
  static void logistic(boolean times, float[] a, int a0, int n, int bulk) {
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector half = FloatVector.broadcast(F, 0.5f);
    FloatVector minusLog2E = FloatVector.broadcast(F, -ScalarMath.LOG2_E);
    FloatVector minusLog2ELow = FloatVector.broadcast(F, -LOG2_E_LOW);
    FloatVector toPower = FloatVector.broadcast(F, ROUND_TO_POWER);
    FloatVector least = FloatVector.broadcast(F, LOGISTIC_MIN);
    FloatVector most = FloatVector.broadcast(F, LOGISTIC_MAX);
    FloatVector c1 = FloatVector.broadcast(F, L1);
    FloatVector c2 = FloatVector.broadcast(F, L2);
    FloatVector c3 = FloatVector.broadcast(F, L3);
    FloatVector c4 = FloatVector.broadcast(F, L4);
    FloatVector c5 = FloatVector.broadcast(F, L5);
    int i = a0;
    for (int end = a0 + bulk; i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, i);
      x = x.blend(least, x.compare(LT, least));
      FloatVector y =
          times
              ? x.reinterpretAsInts().min(LOGISTIC_MAX_BITS).reinterpretAsFloats()
              : x.blend(most, x.compare(GT, most));
      FloatVector shifted = y.fma(minusLog2E, toPower);
      FloatVector power = shifted.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector r = y.fma(minusLog2E, toPower.sub(shifted));
      r = y.fma(minusLog2ELow, r);
      FloatVector p = c5.fma(r, c4);
      p = p.fma(r, c3);
      p = p.fma(r, c2);
      p = p.fma(r, c1);
      p = p.fma(r, one);
      FloatVector divisor = p.fma(power, half);
      if (times) {
        x.mul(half).div(divisor).intoArray(a, i);
      } else {
        half.div(divisor).intoArray(a, i);
      }
    }
    for (int end = a0 + n; i < end; i++) {
      a[i] = logistic(times, a[i]);
    }
  }

  /// One element, with the same operations in the same order as above, so to the same bit.
  private static float logistic(boolean times, float x) {
    float kept = x < LOGISTIC_MIN ? LOGISTIC_MIN : x;
    float y = kept > LOGISTIC_MAX ? LOGISTIC_MAX : kept;
    float shifted = Math.fma(y, -ScalarMath.LOG2_E, ROUND_TO_POWER);
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
    float r = Math.fma(y, -ScalarMath.LOG2_E, ROUND_TO_POWER - shifted);
    r = Math.fma(y, -LOG2_E_LOW, r);
    float p = Math.fma(L5, r, L4);
    p = Math.fma(p, r, L3);
    p = Math.fma(p, r, L2);
    p = Math.fma(p, r, L1);
    p = Math.fma(p, r, 1);
    return (times ? kept * 0.5f : 0.5f) / Math.fma(p, power, 0.5f);
  }
}
