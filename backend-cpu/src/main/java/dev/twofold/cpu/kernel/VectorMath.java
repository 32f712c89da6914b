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

  private static final FloatVector ONE = FloatVector.broadcast(Species.WIDE, 1);
  private static final FloatVector INFINITY =
      FloatVector.broadcast(Species.WIDE, Float.POSITIVE_INFINITY);

  private VectorMath() {}

  static FloatVector exp(FloatVector x) {
    FloatVector shifted = x.fma(all(ScalarMath.LOG2_E), all(ScalarMath.ROUND));
    IntVector n = shifted.reinterpretAsInts().sub(ScalarMath.ROUND_BITS);
    FloatVector whole = shifted.sub(ScalarMath.ROUND);
    FloatVector r = whole.fma(all(-ScalarMath.LN2_HIGH), x);
    r = whole.fma(all(-ScalarMath.LN2_LOW), r);
    FloatVector p = all(ScalarMath.E0).fma(r, all(ScalarMath.E1));
    p = p.fma(r, all(ScalarMath.E2));
    p = p.fma(r, all(ScalarMath.E3));
    p = p.fma(r, all(ScalarMath.E4));
    p = p.fma(r, all(ScalarMath.E5));
    FloatVector e = p.fma(r.mul(r), r).add(ONE);
    IntVector half = n.lanewise(ASHR, 1);
    e = e.mul(power(half)).mul(power(n.sub(half)));
    e = e.blend(0, x.compare(LE, ScalarMath.EXP_MIN));
    return e.blend(INFINITY, x.compare(GT, ScalarMath.EXP_MAX));
  }

  private static FloatVector power(IntVector n) {
    return n.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
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
    FloatVector p = all(ScalarMath.T0).fma(s, all(ScalarMath.T1));
    p = p.fma(s, all(ScalarMath.T2));
    p = p.fma(s, all(ScalarMath.T3));
    p = p.fma(s, all(ScalarMath.T4));
    FloatVector near = p.mul(s).fma(x, x);
    FloatVector far = ONE.sub(all(2).div(exp(size.add(size)).add(ONE)));
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    far = far.reinterpretAsInts().or(sign).reinterpretAsFloats();
    return far.blend(near, small);
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(Species.WIDE, value);
  }
}
