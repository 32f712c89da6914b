package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private static final FloatVector ONE = FloatVector.broadcast(F, 1);
  private static final FloatVector TWO = FloatVector.broadcast(F, 2);
  private static final FloatVector INFINITY = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
  private static final FloatVector MINUS_LN2_HIGH = FloatVector.broadcast(F, -ScalarMath.LN2_HIGH);
  private static final FloatVector MINUS_LN2_LOW = FloatVector.broadcast(F, -ScalarMath.LN2_LOW);
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
    SIGMOID(-1, -1),
    SILU(-1, -1),
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
        case SIGMOID -> ONE.div(e.add(ONE)).intoArray(out, o0 + i);
        case SILU -> {
          FloatVector ratio = x.div(e.add(ONE));
          ratio.blend(0, x.compare(EQ, Float.NEGATIVE_INFINITY)).intoArray(out, o0 + i);
        }
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
      case SIGMOID -> 1 / (e + 1);
      case SILU -> x == Float.NEGATIVE_INFINITY ? 0 : x / (e + 1);
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
}
