package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// GEMM tiles of one vector across.
final class WideTiles1 {

  // As WideTiles4. Every multiply-add needs a broadcast of its own here, which holds it to two
  // thirds of the peak, so it is for 16 and fewer output channels only.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private WideTiles1() {}

  static void tile6x1(
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      GemmShape shape) {
    int k = shape.k();
    int lda = shape.lda();
    int a1 = a0 + lda;
    int a2 = a1 + lda;
    int a3 = a2 + lda;
    int a4 = a3 + lda;
    int a5 = a4 + lda;
    FloatVector s00 = FloatVector.fromArray(F, bias, b0);
    FloatVector s10 = s00;
    FloatVector s20 = s00;
    FloatVector s30 = s00;
    FloatVector s40 = s00;
    FloatVector s50 = s00;
    for (int kk = 0, wk = w0; kk < k; kk++, wk += L) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + kk]);
      s00 = x0.fma(v0, s00);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + kk]);
      s10 = x1.fma(v0, s10);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + kk]);
      s20 = x2.fma(v0, s20);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + kk]);
      s30 = x3.fma(v0, s30);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + kk]);
      s40 = x4.fma(v0, s40);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + kk]);
      s50 = x5.fma(v0, s50);
    }
    FloatVector lo = FloatVector.broadcast(F, shape.lo());
    FloatVector hi = FloatVector.broadcast(F, shape.hi());
    s00.blend(lo, s00.compare(LE, lo)).blend(hi, s00.compare(GT, hi)).intoArray(c, c0);
    int c1 = c0 + ldc;
    s10.blend(lo, s10.compare(LE, lo)).blend(hi, s10.compare(GT, hi)).intoArray(c, c1);
    int c2 = c1 + ldc;
    s20.blend(lo, s20.compare(LE, lo)).blend(hi, s20.compare(GT, hi)).intoArray(c, c2);
    int c3 = c2 + ldc;
    s30.blend(lo, s30.compare(LE, lo)).blend(hi, s30.compare(GT, hi)).intoArray(c, c3);
    int c4 = c3 + ldc;
    s40.blend(lo, s40.compare(LE, lo)).blend(hi, s40.compare(GT, hi)).intoArray(c, c4);
    int c5 = c4 + ldc;
    s50.blend(lo, s50.compare(LE, lo)).blend(hi, s50.compare(GT, hi)).intoArray(c, c5);
  }

  /// Takes 1 to 4 rows; one that is missing repeats the one before it.
  static void tile4x1(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int k = shape.k();
    int lda = shape.lda();
    int a1 = rows > 1 ? a0 + lda : a0;
    int a2 = rows > 2 ? a1 + lda : a1;
    int a3 = rows > 3 ? a2 + lda : a2;
    FloatVector s00 = FloatVector.fromArray(F, bias, b0);
    FloatVector s10 = s00;
    FloatVector s20 = s00;
    FloatVector s30 = s00;
    for (int kk = 0, wk = w0; kk < k; kk++, wk += L) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + kk]);
      s00 = x0.fma(v0, s00);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + kk]);
      s10 = x1.fma(v0, s10);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + kk]);
      s20 = x2.fma(v0, s20);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + kk]);
      s30 = x3.fma(v0, s30);
    }
    FloatVector lo = FloatVector.broadcast(F, shape.lo());
    FloatVector hi = FloatVector.broadcast(F, shape.hi());
    s00.blend(lo, s00.compare(LE, lo)).blend(hi, s00.compare(GT, hi)).intoArray(c, c0);
    int c1 = rows > 1 ? c0 + ldc : c0;
    s10.blend(lo, s10.compare(LE, lo)).blend(hi, s10.compare(GT, hi)).intoArray(c, c1);
    int c2 = rows > 2 ? c1 + ldc : c1;
    s20.blend(lo, s20.compare(LE, lo)).blend(hi, s20.compare(GT, hi)).intoArray(c, c2);
    int c3 = rows > 3 ? c2 + ldc : c2;
    s30.blend(lo, s30.compare(LE, lo)).blend(hi, s30.compare(GT, hi)).intoArray(c, c3);
  }
}
