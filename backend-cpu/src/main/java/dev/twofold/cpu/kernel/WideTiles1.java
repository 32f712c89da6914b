package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// GEMM tiles of one vector across, for 32 vector registers.
final class WideTiles1 {

  // As WideTiles4. Every multiply-add needs a broadcast of its own here, which holds it to two
  // thirds of the peak, so it is for 16 and fewer output channels only.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private WideTiles1() {}

  static void tile12x1(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc) {
    int lda = shape.lda();
    int a1 = a0 + lda;
    int a2 = a1 + lda;
    int a3 = a2 + lda;
    int a4 = a3 + lda;
    int a5 = a4 + lda;
    int a6 = a5 + lda;
    int a7 = a6 + lda;
    int a8 = a7 + lda;
    int a9 = a8 + lda;
    int a10 = a9 + lda;
    int a11 = a10 + lda;
    FloatVector s0_0 = FloatVector.fromArray(F, bias, b0);
    FloatVector s1_0 = s0_0;
    FloatVector s2_0 = s0_0;
    FloatVector s3_0 = s0_0;
    FloatVector s4_0 = s0_0;
    FloatVector s5_0 = s0_0;
    FloatVector s6_0 = s0_0;
    FloatVector s7_0 = s0_0;
    FloatVector s8_0 = s0_0;
    FloatVector s9_0 = s0_0;
    FloatVector s10_0 = s0_0;
    FloatVector s11_0 = s0_0;
    int k = shape.k();
    for (int kk = 0, wk = w0; kk < k; kk++, wk += L) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + kk]);
      s0_0 = x0.fma(v0, s0_0);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + kk]);
      s1_0 = x1.fma(v0, s1_0);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + kk]);
      s2_0 = x2.fma(v0, s2_0);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + kk]);
      s3_0 = x3.fma(v0, s3_0);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + kk]);
      s4_0 = x4.fma(v0, s4_0);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + kk]);
      s5_0 = x5.fma(v0, s5_0);
      FloatVector x6 = FloatVector.broadcast(F, a[a6 + kk]);
      s6_0 = x6.fma(v0, s6_0);
      FloatVector x7 = FloatVector.broadcast(F, a[a7 + kk]);
      s7_0 = x7.fma(v0, s7_0);
      FloatVector x8 = FloatVector.broadcast(F, a[a8 + kk]);
      s8_0 = x8.fma(v0, s8_0);
      FloatVector x9 = FloatVector.broadcast(F, a[a9 + kk]);
      s9_0 = x9.fma(v0, s9_0);
      FloatVector x10 = FloatVector.broadcast(F, a[a10 + kk]);
      s10_0 = x10.fma(v0, s10_0);
      FloatVector x11 = FloatVector.broadcast(F, a[a11 + kk]);
      s11_0 = x11.fma(v0, s11_0);
    }
    FloatVector lo = FloatVector.broadcast(F, shape.lo());
    FloatVector hi = FloatVector.broadcast(F, shape.hi());
    s0_0.blend(lo, s0_0.compare(LE, lo)).blend(hi, s0_0.compare(GT, hi)).intoArray(c, c0);
    int c1 = c0 + ldc;
    s1_0.blend(lo, s1_0.compare(LE, lo)).blend(hi, s1_0.compare(GT, hi)).intoArray(c, c1);
    int c2 = c1 + ldc;
    s2_0.blend(lo, s2_0.compare(LE, lo)).blend(hi, s2_0.compare(GT, hi)).intoArray(c, c2);
    int c3 = c2 + ldc;
    s3_0.blend(lo, s3_0.compare(LE, lo)).blend(hi, s3_0.compare(GT, hi)).intoArray(c, c3);
    int c4 = c3 + ldc;
    s4_0.blend(lo, s4_0.compare(LE, lo)).blend(hi, s4_0.compare(GT, hi)).intoArray(c, c4);
    int c5 = c4 + ldc;
    s5_0.blend(lo, s5_0.compare(LE, lo)).blend(hi, s5_0.compare(GT, hi)).intoArray(c, c5);
    int c6 = c5 + ldc;
    s6_0.blend(lo, s6_0.compare(LE, lo)).blend(hi, s6_0.compare(GT, hi)).intoArray(c, c6);
    int c7 = c6 + ldc;
    s7_0.blend(lo, s7_0.compare(LE, lo)).blend(hi, s7_0.compare(GT, hi)).intoArray(c, c7);
    int c8 = c7 + ldc;
    s8_0.blend(lo, s8_0.compare(LE, lo)).blend(hi, s8_0.compare(GT, hi)).intoArray(c, c8);
    int c9 = c8 + ldc;
    s9_0.blend(lo, s9_0.compare(LE, lo)).blend(hi, s9_0.compare(GT, hi)).intoArray(c, c9);
    int c10 = c9 + ldc;
    s10_0.blend(lo, s10_0.compare(LE, lo)).blend(hi, s10_0.compare(GT, hi)).intoArray(c, c10);
    int c11 = c10 + ldc;
    s11_0.blend(lo, s11_0.compare(LE, lo)).blend(hi, s11_0.compare(GT, hi)).intoArray(c, c11);
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
    int lda = shape.lda();
    int a1 = rows > 1 ? a0 + lda : a0;
    int a2 = rows > 2 ? a1 + lda : a1;
    int a3 = rows > 3 ? a2 + lda : a2;
    FloatVector s00 = FloatVector.fromArray(F, bias, b0);
    FloatVector s10 = s00;
    FloatVector s20 = s00;
    FloatVector s30 = s00;
    int k = shape.k();
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
