package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// GEMM tiles of two vectors across.
final class WideTiles2 {

  // As WideTiles4, with fewer columns; the widest where vectors have 16 registers.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private WideTiles2() {}

  static void tile6x2(
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int last,
      GemmShape shape) {
    int k = shape.k();
    int lda = shape.lda();
    int a1 = a0 + lda;
    int a2 = a1 + lda;
    int a3 = a2 + lda;
    int a4 = a3 + lda;
    int a5 = a4 + lda;
    FloatVector s00 = FloatVector.fromArray(F, bias, b0);
    FloatVector s01 = FloatVector.fromArray(F, bias, b0 + L);
    FloatVector s10 = s00;
    FloatVector s11 = s01;
    FloatVector s20 = s00;
    FloatVector s21 = s01;
    FloatVector s30 = s00;
    FloatVector s31 = s01;
    FloatVector s40 = s00;
    FloatVector s41 = s01;
    FloatVector s50 = s00;
    FloatVector s51 = s01;
    for (int kk = 0, wk = w0; kk < k; kk++, wk += 2 * L) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + kk]);
      s00 = x0.fma(v0, s00);
      s01 = x0.fma(v1, s01);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + kk]);
      s10 = x1.fma(v0, s10);
      s11 = x1.fma(v1, s11);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + kk]);
      s20 = x2.fma(v0, s20);
      s21 = x2.fma(v1, s21);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + kk]);
      s30 = x3.fma(v0, s30);
      s31 = x3.fma(v1, s31);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + kk]);
      s40 = x4.fma(v0, s40);
      s41 = x4.fma(v1, s41);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + kk]);
      s50 = x5.fma(v0, s50);
      s51 = x5.fma(v1, s51);
    }
    FloatVector lo = FloatVector.broadcast(F, shape.lo());
    FloatVector hi = FloatVector.broadcast(F, shape.hi());
    s00.blend(lo, s00.compare(LE, lo)).blend(hi, s00.compare(GT, hi)).intoArray(c, c0);
    s01.blend(lo, s01.compare(LE, lo)).blend(hi, s01.compare(GT, hi)).intoArray(c, c0 + last);
    int c1 = c0 + ldc;
    s10.blend(lo, s10.compare(LE, lo)).blend(hi, s10.compare(GT, hi)).intoArray(c, c1);
    s11.blend(lo, s11.compare(LE, lo)).blend(hi, s11.compare(GT, hi)).intoArray(c, c1 + last);
    int c2 = c1 + ldc;
    s20.blend(lo, s20.compare(LE, lo)).blend(hi, s20.compare(GT, hi)).intoArray(c, c2);
    s21.blend(lo, s21.compare(LE, lo)).blend(hi, s21.compare(GT, hi)).intoArray(c, c2 + last);
    int c3 = c2 + ldc;
    s30.blend(lo, s30.compare(LE, lo)).blend(hi, s30.compare(GT, hi)).intoArray(c, c3);
    s31.blend(lo, s31.compare(LE, lo)).blend(hi, s31.compare(GT, hi)).intoArray(c, c3 + last);
    int c4 = c3 + ldc;
    s40.blend(lo, s40.compare(LE, lo)).blend(hi, s40.compare(GT, hi)).intoArray(c, c4);
    s41.blend(lo, s41.compare(LE, lo)).blend(hi, s41.compare(GT, hi)).intoArray(c, c4 + last);
    int c5 = c4 + ldc;
    s50.blend(lo, s50.compare(LE, lo)).blend(hi, s50.compare(GT, hi)).intoArray(c, c5);
    s51.blend(lo, s51.compare(LE, lo)).blend(hi, s51.compare(GT, hi)).intoArray(c, c5 + last);
  }

  /// Takes 1 to 4 rows; one that is missing repeats the one before it.
  static void tile4x2(
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
      int last,
      int rows) {
    int k = shape.k();
    int lda = shape.lda();
    int a1 = rows > 1 ? a0 + lda : a0;
    int a2 = rows > 2 ? a1 + lda : a1;
    int a3 = rows > 3 ? a2 + lda : a2;
    FloatVector s00 = FloatVector.fromArray(F, bias, b0);
    FloatVector s01 = FloatVector.fromArray(F, bias, b0 + L);
    FloatVector s10 = s00;
    FloatVector s11 = s01;
    FloatVector s20 = s00;
    FloatVector s21 = s01;
    FloatVector s30 = s00;
    FloatVector s31 = s01;
    for (int kk = 0, wk = w0; kk < k; kk++, wk += 2 * L) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + kk]);
      s00 = x0.fma(v0, s00);
      s01 = x0.fma(v1, s01);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + kk]);
      s10 = x1.fma(v0, s10);
      s11 = x1.fma(v1, s11);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + kk]);
      s20 = x2.fma(v0, s20);
      s21 = x2.fma(v1, s21);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + kk]);
      s30 = x3.fma(v0, s30);
      s31 = x3.fma(v1, s31);
    }
    FloatVector lo = FloatVector.broadcast(F, shape.lo());
    FloatVector hi = FloatVector.broadcast(F, shape.hi());
    s00.blend(lo, s00.compare(LE, lo)).blend(hi, s00.compare(GT, hi)).intoArray(c, c0);
    s01.blend(lo, s01.compare(LE, lo)).blend(hi, s01.compare(GT, hi)).intoArray(c, c0 + last);
    int c1 = rows > 1 ? c0 + ldc : c0;
    s10.blend(lo, s10.compare(LE, lo)).blend(hi, s10.compare(GT, hi)).intoArray(c, c1);
    s11.blend(lo, s11.compare(LE, lo)).blend(hi, s11.compare(GT, hi)).intoArray(c, c1 + last);
    int c2 = rows > 2 ? c1 + ldc : c1;
    s20.blend(lo, s20.compare(LE, lo)).blend(hi, s20.compare(GT, hi)).intoArray(c, c2);
    s21.blend(lo, s21.compare(LE, lo)).blend(hi, s21.compare(GT, hi)).intoArray(c, c2 + last);
    int c3 = rows > 3 ? c2 + ldc : c2;
    s30.blend(lo, s30.compare(LE, lo)).blend(hi, s30.compare(GT, hi)).intoArray(c, c3);
    s31.blend(lo, s31.compare(LE, lo)).blend(hi, s31.compare(GT, hi)).intoArray(c, c3 + last);
  }
}
