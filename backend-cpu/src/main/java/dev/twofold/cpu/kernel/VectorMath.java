package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The twin of [ScalarMath] for vectors: the same polynomials, with fused multiply-adds.
final class VectorMath {

  // One loop for all functions, from array to array, and nothing factored out of it. A method that
  // takes or returns vectors makes objects of them whenever C2 decides not to inline it, and it
  // does so for good when the caller was itself inlined before it had a profile. So every vector
  // here comes from a load, a constant or an operation on one, whose class is known without a
  // profile, and constants are vectors already. Nothing is masked either: a masked load at the end
  // of an array takes a path that is rarely compiled, and its mask is then an object; the last
  // elements are computed one by one. What goes into exp is masked, scaled and shifted for every
  // function alike; what is made of it differs.
  //
  // The logistic functions, which stand behind most layers of EfficientNet, have a loop of their
  // own
  // with 19 operations a vector instead of 31. It needs no exp by itself, only half of 1 + exp(-x):
  // the half keeps 2^n in range up to where the result vanishes, so that one shift makes it; the
  // polynomial (degree 6, minimax in relative error: 3e-9) is in -r, so that nothing is negated.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private static final FloatVector ONE = FloatVector.broadcast(F, 1);
  private static final FloatVector TWO = FloatVector.broadcast(F, 2);
  private static final FloatVector INFINITY = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
  private static final FloatVector MINUS_LN2_HIGH = FloatVector.broadcast(F, -ScalarMath.LN2_HIGH);
  private static final FloatVector MINUS_LN2_LOW = FloatVector.broadcast(F, -ScalarMath.LN2_LOW);
  private static final FloatVector LN2_HIGH = FloatVector.broadcast(F, ScalarMath.LN2_HIGH);
  private static final FloatVector LN2_LOW = FloatVector.broadcast(F, ScalarMath.LN2_LOW);
  private static final FloatVector MINUS_LOG2_E = FloatVector.broadcast(F, -ScalarMath.LOG2_E);
  private static final FloatVector HALF = FloatVector.broadcast(F, 0.5f);
  private static final FloatVector ZERO = FloatVector.broadcast(F, 0);
  private static final FloatVector MINUS_ONE = FloatVector.broadcast(F, -1);

  /// Below, both functions are 0 (`x * exp(x)` is -1.8e-37 here); `2^(n - 1)` is in range.
  private static final float LOGISTIC_MIN = -89.0f;

  /// Above, `exp(-x)` does not count.
  private static final float LOGISTIC_MAX = 86.0f;

  /// Adding it rounds to an integer and leaves, in the lowest bits, the exponent of its power of two,
  /// halved: 126 more.
  private static final float ROUND_TO_POWER = ScalarMath.ROUND + 126;

  private static final float L2 = 0.49999994f;
  private static final float L3 = -0.16666521f;
  private static final float L4 = 0.04166839f;
  private static final float L5 = -0.008368745f;
  private static final float L6 = 0.001381454f;
  private static final FloatVector TO_POWER = FloatVector.broadcast(F, ROUND_TO_POWER);
  private static final FloatVector LEAST = FloatVector.broadcast(F, LOGISTIC_MIN);
  private static final FloatVector MOST = FloatVector.broadcast(F, LOGISTIC_MAX);
  private static final FloatVector C2 = FloatVector.broadcast(F, L2);
  private static final FloatVector C3 = FloatVector.broadcast(F, L3);
  private static final FloatVector C4 = FloatVector.broadcast(F, L4);
  private static final FloatVector C5 = FloatVector.broadcast(F, L5);
  private static final FloatVector C6 = FloatVector.broadcast(F, L6);
  private static final FloatVector E0 = FloatVector.broadcast(F, ScalarMath.E0);
  private static final FloatVector E1 = FloatVector.broadcast(F, ScalarMath.E1);
  private static final FloatVector E2 = FloatVector.broadcast(F, ScalarMath.E2);
  private static final FloatVector E3 = FloatVector.broadcast(F, ScalarMath.E3);
  private static final FloatVector E4 = FloatVector.broadcast(F, ScalarMath.E4);
  private static final FloatVector E5 = FloatVector.broadcast(F, ScalarMath.E5);
  private static final FloatVector LOG2_E = FloatVector.broadcast(F, ScalarMath.LOG2_E);
  private static final FloatVector ROUND = FloatVector.broadcast(F, ScalarMath.ROUND);
  private static final FloatVector T0 = FloatVector.broadcast(F, ScalarMath.T0);
  private static final FloatVector T1 = FloatVector.broadcast(F, ScalarMath.T1);
  private static final FloatVector T2 = FloatVector.broadcast(F, ScalarMath.T2);
  private static final FloatVector T3 = FloatVector.broadcast(F, ScalarMath.T3);
  private static final FloatVector T4 = FloatVector.broadcast(F, ScalarMath.T4);

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
  static void apply(Function function, float[] a, int a0, float shift, float[] out, int o0, int n) {
    FloatVector scale = FloatVector.broadcast(F, function.scale);
    FloatVector offset = FloatVector.broadcast(F, shift);
    int i = 0;
    for (int end = F.loopBound(n); i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      FloatVector kept = x.reinterpretAsInts().and(function.bits).reinterpretAsFloats();
      FloatVector y = kept.fma(scale, offset);
      FloatVector shifted = y.fma(LOG2_E, ROUND);
      IntVector whole = shifted.reinterpretAsInts().sub(ScalarMath.ROUND_BITS);
      FloatVector rounded = shifted.sub(ScalarMath.ROUND);
      FloatVector r = rounded.fma(MINUS_LN2_HIGH, y);
      r = rounded.fma(MINUS_LN2_LOW, r);
      FloatVector p = E0.fma(r, E1);
      p = p.fma(r, E2);
      p = p.fma(r, E3);
      p = p.fma(r, E4);
      p = p.fma(r, E5);
      FloatVector e = p.fma(r.mul(r), r).add(ONE);
      IntVector half = whole.lanewise(ASHR, 1);
      IntVector other = whole.sub(half);
      e = e.mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
      e = e.mul(other.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
      e = e.blend(0, y.compare(LE, ScalarMath.EXP_MIN));
      e = e.blend(INFINITY, y.compare(GT, ScalarMath.EXP_MAX));
      switch (function) {
        case EXP -> e.intoArray(out, o0 + i);
        case TANH -> {
          FloatVector s = x.mul(x);
          FloatVector q = T0.fma(s, T1);
          q = q.fma(s, T2);
          q = q.fma(s, T3);
          q = q.fma(s, T4);
          FloatVector near = q.mul(s).fma(x, x);
          IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
          FloatVector far = ONE.sub(TWO.div(e.add(ONE)));
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
  static void logistic(boolean times, float[] a, int a0, int n) {
    int i = a0;
    for (int end = a0 + F.loopBound(n); i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, i);
      VectorMask<Float> vanishes = x.compare(LT, LEAST);
      FloatVector y = x.blend(LEAST, vanishes).blend(MOST, x.compare(GT, MOST));
      FloatVector shifted = y.fma(MINUS_LOG2_E, TO_POWER);
      FloatVector power = shifted.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector rounded = shifted.sub(TO_POWER);
      FloatVector r = rounded.fma(LN2_HIGH, y);
      r = rounded.fma(LN2_LOW, r);
      FloatVector p = C6.fma(r, C5);
      p = p.fma(r, C4);
      p = p.fma(r, C3);
      p = p.fma(r, C2);
      p = p.fma(r, MINUS_ONE);
      p = p.fma(r, ONE);
      FloatVector divisor = p.fma(power, HALF);
      if (times) {
        x.mul(HALF).blend(ZERO, vanishes).div(divisor).intoArray(a, i);
      } else {
        HALF.blend(ZERO, vanishes).div(divisor).intoArray(a, i);
      }
    }
    for (int end = a0 + n; i < end; i++) {
      a[i] = logistic(times, a[i]);
    }
  }

  /// One element, with the same operations in the same order as above, so to the same bit.
  private static float logistic(boolean times, float x) {
    boolean vanishes = x < LOGISTIC_MIN;
    float y = vanishes ? LOGISTIC_MIN : x > LOGISTIC_MAX ? LOGISTIC_MAX : x;
    float shifted = Math.fma(y, -ScalarMath.LOG2_E, ROUND_TO_POWER);
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
    float rounded = shifted - ROUND_TO_POWER;
    float r = Math.fma(rounded, ScalarMath.LN2_HIGH, y);
    r = Math.fma(rounded, ScalarMath.LN2_LOW, r);
    float p = Math.fma(L6, r, L5);
    p = Math.fma(p, r, L4);
    p = Math.fma(p, r, L3);
    p = Math.fma(p, r, L2);
    p = Math.fma(p, r, -1);
    p = Math.fma(p, r, 1);
    float divisor = Math.fma(p, power, 0.5f);
    float dividend = times ? x * 0.5f : 0.5f;
    return (vanishes ? 0 : dividend) / divisor;
  }
}
