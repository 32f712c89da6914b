package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Functions of runs of elements that need more than one instruction, and no exponential alone.
final class VectorFunctions {

  // As in VectorMath: a loop per function, constants in front of it, the last elements one by one
  // with the same operations in the same order.
  //
  // log(x) = e ln 2 + log(m) with x = 2^e m and m between the roots of 1/2 and 2; log(m) by a
  // polynomial in m - 1 (S. L. Moshier's Cephes library, logf.c). Denormals are scaled first.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private static final int ROOT_OF_HALF = 0x3F3504F3;
  private static final int FRACTION = 0x007FFFFF;
  private static final float DENORMAL_SCALE = 0x1p23f;
  private static final float G0 = 7.0376836e-2f;
  private static final float G1 = -1.1514610e-1f;
  private static final float G2 = 1.1676999e-1f;
  private static final float G3 = -1.2420141e-1f;
  private static final float G4 = 1.4249323e-1f;
  private static final float G5 = -1.6668057e-1f;
  private static final float G6 = 2.0000714e-1f;
  private static final float G7 = -2.4999994e-1f;
  private static final float G8 = 3.3333331e-1f;

  /// From here on every float is a whole number.
  private static final float WHOLE = 0x1p23f;

  private VectorFunctions() {}

  /// `out = log(a)` for `n` elements.
  ///
  /// @param bulk how many of them vectors compute, a multiple of their length
  static void log(float[] a, int a0, float[] out, int o0, int n, int bulk) {
    FloatVector zero = FloatVector.zero(F);
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector minusHalf = FloatVector.broadcast(F, -0.5f);
    FloatVector least = FloatVector.broadcast(F, Float.MIN_NORMAL);
    FloatVector scale = FloatVector.broadcast(F, DENORMAL_SCALE);
    FloatVector round = FloatVector.broadcast(F, ScalarMath.ROUND);
    FloatVector roundLess = FloatVector.broadcast(F, ScalarMath.ROUND + 23);
    FloatVector ln2High = FloatVector.broadcast(F, ScalarMath.LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(F, ScalarMath.LN2_LOW);
    FloatVector infinity = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
    FloatVector minusInfinity = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector nan = FloatVector.broadcast(F, Float.NaN);
    FloatVector g0 = FloatVector.broadcast(F, G0);
    FloatVector g1 = FloatVector.broadcast(F, G1);
    FloatVector g2 = FloatVector.broadcast(F, G2);
    FloatVector g3 = FloatVector.broadcast(F, G3);
    FloatVector g4 = FloatVector.broadcast(F, G4);
    FloatVector g5 = FloatVector.broadcast(F, G5);
    FloatVector g6 = FloatVector.broadcast(F, G6);
    FloatVector g7 = FloatVector.broadcast(F, G7);
    FloatVector g8 = FloatVector.broadcast(F, G8);
    int i = 0;
    for (; i < bulk; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      VectorMask<Float> isSmall = x.compare(LT, least);
      IntVector bits = x.blend(x.mul(scale), isSmall).reinterpretAsInts().sub(ROOT_OF_HALF);
      FloatVector shifted =
          bits.lanewise(ASHR, 23).add(ScalarMath.ROUND_BITS).reinterpretAsFloats();
      FloatVector e = shifted.sub(round.blend(roundLess, isSmall));
      FloatVector f = bits.and(FRACTION).add(ROOT_OF_HALF).reinterpretAsFloats().sub(one);
      FloatVector s = f.mul(f);
      FloatVector p = g0.fma(f, g1);
      p = p.fma(f, g2);
      p = p.fma(f, g3);
      p = p.fma(f, g4);
      p = p.fma(f, g5);
      p = p.fma(f, g6);
      p = p.fma(f, g7);
      p = p.fma(f, g8);
      FloatVector y = p.mul(f).mul(s);
      y = e.fma(ln2Low, y);
      y = s.fma(minusHalf, y);
      y = e.fma(ln2High, f.add(y));
      y = y.blend(x, x.compare(LT, infinity).not());
      y = y.blend(minusInfinity, x.compare(EQ, zero));
      y.blend(nan, x.compare(LT, zero)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = log(a[a0 + i]);
    }
  }

  private static float log(float x) {
    if (!(x > 0 && x < Float.POSITIVE_INFINITY)) {
      return x == 0 ? Float.NEGATIVE_INFINITY : x < 0 ? Float.NaN : x;
    }
    boolean isSmall = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(isSmall ? x * DENORMAL_SCALE : x) - ROOT_OF_HALF;
    float e = (bits >> 23) - (isSmall ? 23 : 0);
    float f = Float.intBitsToFloat((bits & FRACTION) + ROOT_OF_HALF) - 1;
    float s = f * f;
    float p = Math.fma(G0, f, G1);
    p = Math.fma(p, f, G2);
    p = Math.fma(p, f, G3);
    p = Math.fma(p, f, G4);
    p = Math.fma(p, f, G5);
    p = Math.fma(p, f, G6);
    p = Math.fma(p, f, G7);
    p = Math.fma(p, f, G8);
    float y = p * f * s;
    y = Math.fma(e, ScalarMath.LN2_LOW, y);
    y = Math.fma(s, -0.5f, y);
    return Math.fma(e, ScalarMath.LN2_HIGH, f + y);
  }

  /// `out = erf(a)` for `n` elements.
  ///
  /// @param bulk how many of them vectors compute, a multiple of their length
  static void erf(float[] a, int a0, float[] out, int o0, int n, int bulk) {
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector minusLn2High = FloatVector.broadcast(F, -ScalarMath.LN2_HIGH);
    FloatVector minusLn2Low = FloatVector.broadcast(F, -ScalarMath.LN2_LOW);
    FloatVector log2E = FloatVector.broadcast(F, ScalarMath.LOG2_E);
    FloatVector toPower = FloatVector.broadcast(F, ScalarMath.ROUND + 127);
    FloatVector small = FloatVector.broadcast(F, ScalarMath.ERF_SMALL);
    FloatVector large = FloatVector.broadcast(F, ScalarMath.ERF_LARGE);
    FloatVector e0 = FloatVector.broadcast(F, ScalarMath.E0);
    FloatVector e1 = FloatVector.broadcast(F, ScalarMath.E1);
    FloatVector e2 = FloatVector.broadcast(F, ScalarMath.E2);
    FloatVector e3 = FloatVector.broadcast(F, ScalarMath.E3);
    FloatVector e4 = FloatVector.broadcast(F, ScalarMath.E4);
    FloatVector e5 = FloatVector.broadcast(F, ScalarMath.E5);
    FloatVector n0 = FloatVector.broadcast(F, ScalarMath.N0);
    FloatVector n1 = FloatVector.broadcast(F, ScalarMath.N1);
    FloatVector n2 = FloatVector.broadcast(F, ScalarMath.N2);
    FloatVector n3 = FloatVector.broadcast(F, ScalarMath.N3);
    FloatVector n4 = FloatVector.broadcast(F, ScalarMath.N4);
    FloatVector n5 = FloatVector.broadcast(F, ScalarMath.N5);
    FloatVector f0 = FloatVector.broadcast(F, ScalarMath.F0);
    FloatVector f1 = FloatVector.broadcast(F, ScalarMath.F1);
    FloatVector f2 = FloatVector.broadcast(F, ScalarMath.F2);
    FloatVector f3 = FloatVector.broadcast(F, ScalarMath.F3);
    FloatVector f4 = FloatVector.broadcast(F, ScalarMath.F4);
    FloatVector f5 = FloatVector.broadcast(F, ScalarMath.F5);
    FloatVector f6 = FloatVector.broadcast(F, ScalarMath.F6);
    int i = 0;
    for (; i < bulk; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      FloatVector s = x.mul(x);
      FloatVector near = n0.fma(s, n1);
      near = near.fma(s, n2);
      near = near.fma(s, n3);
      near = near.fma(s, n4);
      near = near.fma(s, n5);
      near = near.fma(x, x);
      FloatVector size = x.reinterpretAsInts().and(Integer.MAX_VALUE).reinterpretAsFloats();
      FloatVector t = size.blend(large, size.compare(GT, large));
      FloatVector q = f0.fma(t, f1);
      q = q.fma(t, f2);
      q = q.fma(t, f3);
      q = q.fma(t, f4);
      q = q.fma(t, f5);
      q = q.fma(t, f6);
      q = q.mul(t).sub(t);
      FloatVector shifted = q.fma(log2E, toPower);
      FloatVector power = shifted.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector rounded = shifted.sub(toPower);
      FloatVector r = rounded.fma(minusLn2High, q);
      r = rounded.fma(minusLn2Low, r);
      FloatVector p = e0.fma(r, e1);
      p = p.fma(r, e2);
      p = p.fma(r, e3);
      p = p.fma(r, e4);
      p = p.fma(r, e5);
      FloatVector e = p.fma(r.mul(r), r).add(one);
      FloatVector far = one.sub(e.mul(power));
      IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
      far = far.reinterpretAsInts().or(sign).reinterpretAsFloats();
      far.blend(near, size.compare(LE, small)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = erf(a[a0 + i]);
    }
  }

  private static float erf(float x) {
    float size = Math.abs(x);
    if (size <= ScalarMath.ERF_SMALL) {
      float s = x * x;
      float near = Math.fma(ScalarMath.N0, s, ScalarMath.N1);
      near = Math.fma(near, s, ScalarMath.N2);
      near = Math.fma(near, s, ScalarMath.N3);
      near = Math.fma(near, s, ScalarMath.N4);
      near = Math.fma(near, s, ScalarMath.N5);
      return Math.fma(near, x, x);
    }
    float t = size > ScalarMath.ERF_LARGE ? ScalarMath.ERF_LARGE : size;
    float q = Math.fma(ScalarMath.F0, t, ScalarMath.F1);
    q = Math.fma(q, t, ScalarMath.F2);
    q = Math.fma(q, t, ScalarMath.F3);
    q = Math.fma(q, t, ScalarMath.F4);
    q = Math.fma(q, t, ScalarMath.F5);
    q = Math.fma(q, t, ScalarMath.F6);
    q = q * t - t;
    float shifted = Math.fma(q, ScalarMath.LOG2_E, ScalarMath.ROUND + 127);
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
    float rounded = shifted - (ScalarMath.ROUND + 127);
    float r = Math.fma(rounded, -ScalarMath.LN2_HIGH, q);
    r = Math.fma(rounded, -ScalarMath.LN2_LOW, r);
    float p = Math.fma(ScalarMath.E0, r, ScalarMath.E1);
    p = Math.fma(p, r, ScalarMath.E2);
    p = Math.fma(p, r, ScalarMath.E3);
    p = Math.fma(p, r, ScalarMath.E4);
    p = Math.fma(p, r, ScalarMath.E5);
    float e = Math.fma(p, r * r, r) + 1;
    return Math.copySign(1 - e * power, x);
  }

  /// `out` = the whole numbers below, above or nearest to `a`, for `n` elements.
  ///
  /// @param bulk how many of them vectors compute, a multiple of their length
  static void round(
      RowOps.Function function, float[] a, int a0, float[] out, int o0, int n, int bulk) {
    FloatVector zero = FloatVector.zero(F);
    FloatVector down = FloatVector.broadcast(F, function == RowOps.Function.FLOOR ? 1 : 0);
    FloatVector up = FloatVector.broadcast(F, function == RowOps.Function.CEIL ? 1 : 0);
    FloatVector whole = FloatVector.broadcast(F, WHOLE);
    int i = 0;
    for (; i < bulk; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
      FloatVector size = x.reinterpretAsInts().and(Integer.MAX_VALUE).reinterpretAsFloats();
      FloatVector nearest = size.add(whole).sub(whole);
      nearest = nearest.reinterpretAsInts().or(sign).reinterpretAsFloats();
      FloatVector r = nearest.sub(zero.blend(down, nearest.compare(GT, x)));
      r = r.add(zero.blend(up, nearest.compare(LT, x)));
      r = r.reinterpretAsInts().or(sign).reinterpretAsFloats();
      x.blend(r, size.compare(LT, whole)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      float x = a[a0 + i];
      out[o0 + i] =
          switch (function) {
            case FLOOR -> (float) Math.floor(x);
            case CEIL -> (float) Math.ceil(x);
            default -> (float) Math.rint(x);
          };
    }
  }
}
