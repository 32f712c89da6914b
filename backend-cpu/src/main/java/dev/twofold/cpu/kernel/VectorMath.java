package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NEG;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// The twin of [ScalarMath] for vectors: the same polynomials, with fused multiply-adds.
final class VectorMath {

  // Constants are vectors already, and nothing is factored out: C2 stops inlining when a method has
  // grown too large, and then vectors become objects.

  private static final FloatVector ONE = all(1);
  private static final FloatVector INFINITY = all(Float.POSITIVE_INFINITY);
  private static final FloatVector MINUS_LN2_HIGH = all(-ScalarMath.LN2_HIGH);
  private static final FloatVector MINUS_LN2_LOW = all(-ScalarMath.LN2_LOW);
  private static final FloatVector TWO = all(2);
  private static final FloatVector E0 = all(ScalarMath.E0);
  private static final FloatVector E1 = all(ScalarMath.E1);
  private static final FloatVector E2 = all(ScalarMath.E2);
  private static final FloatVector E3 = all(ScalarMath.E3);
  private static final FloatVector E4 = all(ScalarMath.E4);
  private static final FloatVector E5 = all(ScalarMath.E5);
  private static final FloatVector LOG2_E = all(ScalarMath.LOG2_E);
  private static final FloatVector ROUND = all(ScalarMath.ROUND);
  private static final FloatVector T0 = all(ScalarMath.T0);
  private static final FloatVector T1 = all(ScalarMath.T1);
  private static final FloatVector T2 = all(ScalarMath.T2);
  private static final FloatVector T3 = all(ScalarMath.T3);
  private static final FloatVector T4 = all(ScalarMath.T4);

  private VectorMath() {}

  static FloatVector exp(FloatVector x) {
    FloatVector shifted = x.fma(LOG2_E, ROUND);
    IntVector n = shifted.reinterpretAsInts().sub(ScalarMath.ROUND_BITS);
    FloatVector whole = shifted.sub(ScalarMath.ROUND);
    FloatVector r = whole.fma(MINUS_LN2_HIGH, x);
    r = whole.fma(MINUS_LN2_LOW, r);
    FloatVector p = E0.fma(r, E1);
    p = p.fma(r, E2);
    p = p.fma(r, E3);
    p = p.fma(r, E4);
    p = p.fma(r, E5);
    FloatVector e = p.fma(r.mul(r), r).add(ONE);
    IntVector half = n.lanewise(ASHR, 1);
    IntVector other = n.sub(half);
    e = e.mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
    e = e.mul(other.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
    e = e.blend(0, x.compare(LE, ScalarMath.EXP_MIN));
    return e.blend(INFINITY, x.compare(GT, ScalarMath.EXP_MAX));
  }

  static FloatVector sigmoid(FloatVector x) {
    return ONE.div(exp(x.lanewise(NEG)).add(ONE));
  }

  static FloatVector silu(FloatVector x) {
    return x.div(exp(x.lanewise(NEG)).add(ONE));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector size = x.abs();
    VectorMask<Float> small = size.compare(LT, ScalarMath.TANH_SMALL);
    FloatVector s = x.mul(x);
    FloatVector p = T0.fma(s, T1);
    p = p.fma(s, T2);
    p = p.fma(s, T3);
    p = p.fma(s, T4);
    FloatVector near = p.mul(s).fma(x, x);
    FloatVector far = ONE.sub(TWO.div(exp(size.add(size)).add(ONE)));
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    far = far.reinterpretAsInts().or(sign).reinterpretAsFloats();
    return far.blend(near, small);
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(Species.WIDE, value);
  }
}
