package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Convolution tiles for 32 vector registers.
final class WideTapTiles {

  // As WideTiles4, but the elements of a row of `a` are not adjacent: a table says where they are.
  // Row r is pixel r of an output row, so it starts `step` after the row before, and the tile
  // convolves straight from the input, in any memory order, without copying patches. The table
  // costs one load per k, hidden behind 24 multiply-adds.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private WideTapTiles() {}

  static void tile6x4(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      int step,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int last) {
    int a1 = a0 + step;
    int a2 = a1 + step;
    int a3 = a2 + step;
    int a4 = a3 + step;
    int a5 = a4 + step;
    FloatVector s00 = FloatVector.fromArray(F, bias, b0);
    FloatVector s01 = FloatVector.fromArray(F, bias, b0 + L);
    FloatVector s02 = FloatVector.fromArray(F, bias, b0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(F, bias, b0 + 3 * L);
    FloatVector s10 = s00;
    FloatVector s11 = s01;
    FloatVector s12 = s02;
    FloatVector s13 = s03;
    FloatVector s20 = s00;
    FloatVector s21 = s01;
    FloatVector s22 = s02;
    FloatVector s23 = s03;
    FloatVector s30 = s00;
    FloatVector s31 = s01;
    FloatVector s32 = s02;
    FloatVector s33 = s03;
    FloatVector s40 = s00;
    FloatVector s41 = s01;
    FloatVector s42 = s02;
    FloatVector s43 = s03;
    FloatVector s50 = s00;
    FloatVector s51 = s01;
    FloatVector s52 = s02;
    FloatVector s53 = s03;
    int wk = w0;
    for (int tap : taps) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector v2 = FloatVector.fromArray(F, w, wk + 2 * L);
      FloatVector v3 = FloatVector.fromArray(F, w, wk + 3 * L);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + tap]);
      s00 = x0.fma(v0, s00);
      s01 = x0.fma(v1, s01);
      s02 = x0.fma(v2, s02);
      s03 = x0.fma(v3, s03);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + tap]);
      s10 = x1.fma(v0, s10);
      s11 = x1.fma(v1, s11);
      s12 = x1.fma(v2, s12);
      s13 = x1.fma(v3, s13);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + tap]);
      s20 = x2.fma(v0, s20);
      s21 = x2.fma(v1, s21);
      s22 = x2.fma(v2, s22);
      s23 = x2.fma(v3, s23);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + tap]);
      s30 = x3.fma(v0, s30);
      s31 = x3.fma(v1, s31);
      s32 = x3.fma(v2, s32);
      s33 = x3.fma(v3, s33);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + tap]);
      s40 = x4.fma(v0, s40);
      s41 = x4.fma(v1, s41);
      s42 = x4.fma(v2, s42);
      s43 = x4.fma(v3, s43);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + tap]);
      s50 = x5.fma(v0, s50);
      s51 = x5.fma(v1, s51);
      s52 = x5.fma(v2, s52);
      s53 = x5.fma(v3, s53);
      wk += 4 * L;
    }
    FloatVector lo = FloatVector.broadcast(F, shape.lo());
    FloatVector hi = FloatVector.broadcast(F, shape.hi());
    s00.blend(lo, s00.compare(LE, lo)).blend(hi, s00.compare(GT, hi)).intoArray(c, c0);
    s01.blend(lo, s01.compare(LE, lo)).blend(hi, s01.compare(GT, hi)).intoArray(c, c0 + L);
    s02.blend(lo, s02.compare(LE, lo)).blend(hi, s02.compare(GT, hi)).intoArray(c, c0 + 2 * L);
    s03.blend(lo, s03.compare(LE, lo)).blend(hi, s03.compare(GT, hi)).intoArray(c, c0 + last);
    int c1 = c0 + ldc;
    s10.blend(lo, s10.compare(LE, lo)).blend(hi, s10.compare(GT, hi)).intoArray(c, c1);
    s11.blend(lo, s11.compare(LE, lo)).blend(hi, s11.compare(GT, hi)).intoArray(c, c1 + L);
    s12.blend(lo, s12.compare(LE, lo)).blend(hi, s12.compare(GT, hi)).intoArray(c, c1 + 2 * L);
    s13.blend(lo, s13.compare(LE, lo)).blend(hi, s13.compare(GT, hi)).intoArray(c, c1 + last);
    int c2 = c1 + ldc;
    s20.blend(lo, s20.compare(LE, lo)).blend(hi, s20.compare(GT, hi)).intoArray(c, c2);
    s21.blend(lo, s21.compare(LE, lo)).blend(hi, s21.compare(GT, hi)).intoArray(c, c2 + L);
    s22.blend(lo, s22.compare(LE, lo)).blend(hi, s22.compare(GT, hi)).intoArray(c, c2 + 2 * L);
    s23.blend(lo, s23.compare(LE, lo)).blend(hi, s23.compare(GT, hi)).intoArray(c, c2 + last);
    int c3 = c2 + ldc;
    s30.blend(lo, s30.compare(LE, lo)).blend(hi, s30.compare(GT, hi)).intoArray(c, c3);
    s31.blend(lo, s31.compare(LE, lo)).blend(hi, s31.compare(GT, hi)).intoArray(c, c3 + L);
    s32.blend(lo, s32.compare(LE, lo)).blend(hi, s32.compare(GT, hi)).intoArray(c, c3 + 2 * L);
    s33.blend(lo, s33.compare(LE, lo)).blend(hi, s33.compare(GT, hi)).intoArray(c, c3 + last);
    int c4 = c3 + ldc;
    s40.blend(lo, s40.compare(LE, lo)).blend(hi, s40.compare(GT, hi)).intoArray(c, c4);
    s41.blend(lo, s41.compare(LE, lo)).blend(hi, s41.compare(GT, hi)).intoArray(c, c4 + L);
    s42.blend(lo, s42.compare(LE, lo)).blend(hi, s42.compare(GT, hi)).intoArray(c, c4 + 2 * L);
    s43.blend(lo, s43.compare(LE, lo)).blend(hi, s43.compare(GT, hi)).intoArray(c, c4 + last);
    int c5 = c4 + ldc;
    s50.blend(lo, s50.compare(LE, lo)).blend(hi, s50.compare(GT, hi)).intoArray(c, c5);
    s51.blend(lo, s51.compare(LE, lo)).blend(hi, s51.compare(GT, hi)).intoArray(c, c5 + L);
    s52.blend(lo, s52.compare(LE, lo)).blend(hi, s52.compare(GT, hi)).intoArray(c, c5 + 2 * L);
    s53.blend(lo, s53.compare(LE, lo)).blend(hi, s53.compare(GT, hi)).intoArray(c, c5 + last);
  }

  static void tile8x3(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      int step,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int last) {
    int a1 = a0 + step;
    int a2 = a1 + step;
    int a3 = a2 + step;
    int a4 = a3 + step;
    int a5 = a4 + step;
    int a6 = a5 + step;
    int a7 = a6 + step;
    FloatVector s00 = FloatVector.fromArray(F, bias, b0);
    FloatVector s01 = FloatVector.fromArray(F, bias, b0 + L);
    FloatVector s02 = FloatVector.fromArray(F, bias, b0 + 2 * L);
    FloatVector s10 = s00;
    FloatVector s11 = s01;
    FloatVector s12 = s02;
    FloatVector s20 = s00;
    FloatVector s21 = s01;
    FloatVector s22 = s02;
    FloatVector s30 = s00;
    FloatVector s31 = s01;
    FloatVector s32 = s02;
    FloatVector s40 = s00;
    FloatVector s41 = s01;
    FloatVector s42 = s02;
    FloatVector s50 = s00;
    FloatVector s51 = s01;
    FloatVector s52 = s02;
    FloatVector s60 = s00;
    FloatVector s61 = s01;
    FloatVector s62 = s02;
    FloatVector s70 = s00;
    FloatVector s71 = s01;
    FloatVector s72 = s02;
    int wk = w0;
    for (int tap : taps) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector v2 = FloatVector.fromArray(F, w, wk + 2 * L);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + tap]);
      s00 = x0.fma(v0, s00);
      s01 = x0.fma(v1, s01);
      s02 = x0.fma(v2, s02);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + tap]);
      s10 = x1.fma(v0, s10);
      s11 = x1.fma(v1, s11);
      s12 = x1.fma(v2, s12);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + tap]);
      s20 = x2.fma(v0, s20);
      s21 = x2.fma(v1, s21);
      s22 = x2.fma(v2, s22);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + tap]);
      s30 = x3.fma(v0, s30);
      s31 = x3.fma(v1, s31);
      s32 = x3.fma(v2, s32);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + tap]);
      s40 = x4.fma(v0, s40);
      s41 = x4.fma(v1, s41);
      s42 = x4.fma(v2, s42);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + tap]);
      s50 = x5.fma(v0, s50);
      s51 = x5.fma(v1, s51);
      s52 = x5.fma(v2, s52);
      FloatVector x6 = FloatVector.broadcast(F, a[a6 + tap]);
      s60 = x6.fma(v0, s60);
      s61 = x6.fma(v1, s61);
      s62 = x6.fma(v2, s62);
      FloatVector x7 = FloatVector.broadcast(F, a[a7 + tap]);
      s70 = x7.fma(v0, s70);
      s71 = x7.fma(v1, s71);
      s72 = x7.fma(v2, s72);
      wk += 3 * L;
    }
    FloatVector lo = FloatVector.broadcast(F, shape.lo());
    FloatVector hi = FloatVector.broadcast(F, shape.hi());
    s00.blend(lo, s00.compare(LE, lo)).blend(hi, s00.compare(GT, hi)).intoArray(c, c0);
    s01.blend(lo, s01.compare(LE, lo)).blend(hi, s01.compare(GT, hi)).intoArray(c, c0 + L);
    s02.blend(lo, s02.compare(LE, lo)).blend(hi, s02.compare(GT, hi)).intoArray(c, c0 + last);
    int c1 = c0 + ldc;
    s10.blend(lo, s10.compare(LE, lo)).blend(hi, s10.compare(GT, hi)).intoArray(c, c1);
    s11.blend(lo, s11.compare(LE, lo)).blend(hi, s11.compare(GT, hi)).intoArray(c, c1 + L);
    s12.blend(lo, s12.compare(LE, lo)).blend(hi, s12.compare(GT, hi)).intoArray(c, c1 + last);
    int c2 = c1 + ldc;
    s20.blend(lo, s20.compare(LE, lo)).blend(hi, s20.compare(GT, hi)).intoArray(c, c2);
    s21.blend(lo, s21.compare(LE, lo)).blend(hi, s21.compare(GT, hi)).intoArray(c, c2 + L);
    s22.blend(lo, s22.compare(LE, lo)).blend(hi, s22.compare(GT, hi)).intoArray(c, c2 + last);
    int c3 = c2 + ldc;
    s30.blend(lo, s30.compare(LE, lo)).blend(hi, s30.compare(GT, hi)).intoArray(c, c3);
    s31.blend(lo, s31.compare(LE, lo)).blend(hi, s31.compare(GT, hi)).intoArray(c, c3 + L);
    s32.blend(lo, s32.compare(LE, lo)).blend(hi, s32.compare(GT, hi)).intoArray(c, c3 + last);
    int c4 = c3 + ldc;
    s40.blend(lo, s40.compare(LE, lo)).blend(hi, s40.compare(GT, hi)).intoArray(c, c4);
    s41.blend(lo, s41.compare(LE, lo)).blend(hi, s41.compare(GT, hi)).intoArray(c, c4 + L);
    s42.blend(lo, s42.compare(LE, lo)).blend(hi, s42.compare(GT, hi)).intoArray(c, c4 + last);
    int c5 = c4 + ldc;
    s50.blend(lo, s50.compare(LE, lo)).blend(hi, s50.compare(GT, hi)).intoArray(c, c5);
    s51.blend(lo, s51.compare(LE, lo)).blend(hi, s51.compare(GT, hi)).intoArray(c, c5 + L);
    s52.blend(lo, s52.compare(LE, lo)).blend(hi, s52.compare(GT, hi)).intoArray(c, c5 + last);
    int c6 = c5 + ldc;
    s60.blend(lo, s60.compare(LE, lo)).blend(hi, s60.compare(GT, hi)).intoArray(c, c6);
    s61.blend(lo, s61.compare(LE, lo)).blend(hi, s61.compare(GT, hi)).intoArray(c, c6 + L);
    s62.blend(lo, s62.compare(LE, lo)).blend(hi, s62.compare(GT, hi)).intoArray(c, c6 + last);
    int c7 = c6 + ldc;
    s70.blend(lo, s70.compare(LE, lo)).blend(hi, s70.compare(GT, hi)).intoArray(c, c7);
    s71.blend(lo, s71.compare(LE, lo)).blend(hi, s71.compare(GT, hi)).intoArray(c, c7 + L);
    s72.blend(lo, s72.compare(LE, lo)).blend(hi, s72.compare(GT, hi)).intoArray(c, c7 + last);
  }

  static void tile12x2(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      int step,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int last) {
    int a1 = a0 + step;
    int a2 = a1 + step;
    int a3 = a2 + step;
    int a4 = a3 + step;
    int a5 = a4 + step;
    int a6 = a5 + step;
    int a7 = a6 + step;
    int a8 = a7 + step;
    int a9 = a8 + step;
    int a10 = a9 + step;
    int a11 = a10 + step;
    FloatVector s0_0 = FloatVector.fromArray(F, bias, b0);
    FloatVector s0_1 = FloatVector.fromArray(F, bias, b0 + L);
    FloatVector s1_0 = s0_0;
    FloatVector s1_1 = s0_1;
    FloatVector s2_0 = s0_0;
    FloatVector s2_1 = s0_1;
    FloatVector s3_0 = s0_0;
    FloatVector s3_1 = s0_1;
    FloatVector s4_0 = s0_0;
    FloatVector s4_1 = s0_1;
    FloatVector s5_0 = s0_0;
    FloatVector s5_1 = s0_1;
    FloatVector s6_0 = s0_0;
    FloatVector s6_1 = s0_1;
    FloatVector s7_0 = s0_0;
    FloatVector s7_1 = s0_1;
    FloatVector s8_0 = s0_0;
    FloatVector s8_1 = s0_1;
    FloatVector s9_0 = s0_0;
    FloatVector s9_1 = s0_1;
    FloatVector s10_0 = s0_0;
    FloatVector s10_1 = s0_1;
    FloatVector s11_0 = s0_0;
    FloatVector s11_1 = s0_1;
    int wk = w0;
    for (int tap : taps) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + tap]);
      s0_0 = x0.fma(v0, s0_0);
      s0_1 = x0.fma(v1, s0_1);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + tap]);
      s1_0 = x1.fma(v0, s1_0);
      s1_1 = x1.fma(v1, s1_1);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + tap]);
      s2_0 = x2.fma(v0, s2_0);
      s2_1 = x2.fma(v1, s2_1);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + tap]);
      s3_0 = x3.fma(v0, s3_0);
      s3_1 = x3.fma(v1, s3_1);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + tap]);
      s4_0 = x4.fma(v0, s4_0);
      s4_1 = x4.fma(v1, s4_1);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + tap]);
      s5_0 = x5.fma(v0, s5_0);
      s5_1 = x5.fma(v1, s5_1);
      FloatVector x6 = FloatVector.broadcast(F, a[a6 + tap]);
      s6_0 = x6.fma(v0, s6_0);
      s6_1 = x6.fma(v1, s6_1);
      FloatVector x7 = FloatVector.broadcast(F, a[a7 + tap]);
      s7_0 = x7.fma(v0, s7_0);
      s7_1 = x7.fma(v1, s7_1);
      FloatVector x8 = FloatVector.broadcast(F, a[a8 + tap]);
      s8_0 = x8.fma(v0, s8_0);
      s8_1 = x8.fma(v1, s8_1);
      FloatVector x9 = FloatVector.broadcast(F, a[a9 + tap]);
      s9_0 = x9.fma(v0, s9_0);
      s9_1 = x9.fma(v1, s9_1);
      FloatVector x10 = FloatVector.broadcast(F, a[a10 + tap]);
      s10_0 = x10.fma(v0, s10_0);
      s10_1 = x10.fma(v1, s10_1);
      FloatVector x11 = FloatVector.broadcast(F, a[a11 + tap]);
      s11_0 = x11.fma(v0, s11_0);
      s11_1 = x11.fma(v1, s11_1);
      wk += 2 * L;
    }
    FloatVector lo = FloatVector.broadcast(F, shape.lo());
    FloatVector hi = FloatVector.broadcast(F, shape.hi());
    s0_0.blend(lo, s0_0.compare(LE, lo)).blend(hi, s0_0.compare(GT, hi)).intoArray(c, c0);
    s0_1.blend(lo, s0_1.compare(LE, lo)).blend(hi, s0_1.compare(GT, hi)).intoArray(c, c0 + last);
    int c1 = c0 + ldc;
    s1_0.blend(lo, s1_0.compare(LE, lo)).blend(hi, s1_0.compare(GT, hi)).intoArray(c, c1);
    s1_1.blend(lo, s1_1.compare(LE, lo)).blend(hi, s1_1.compare(GT, hi)).intoArray(c, c1 + last);
    int c2 = c1 + ldc;
    s2_0.blend(lo, s2_0.compare(LE, lo)).blend(hi, s2_0.compare(GT, hi)).intoArray(c, c2);
    s2_1.blend(lo, s2_1.compare(LE, lo)).blend(hi, s2_1.compare(GT, hi)).intoArray(c, c2 + last);
    int c3 = c2 + ldc;
    s3_0.blend(lo, s3_0.compare(LE, lo)).blend(hi, s3_0.compare(GT, hi)).intoArray(c, c3);
    s3_1.blend(lo, s3_1.compare(LE, lo)).blend(hi, s3_1.compare(GT, hi)).intoArray(c, c3 + last);
    int c4 = c3 + ldc;
    s4_0.blend(lo, s4_0.compare(LE, lo)).blend(hi, s4_0.compare(GT, hi)).intoArray(c, c4);
    s4_1.blend(lo, s4_1.compare(LE, lo)).blend(hi, s4_1.compare(GT, hi)).intoArray(c, c4 + last);
    int c5 = c4 + ldc;
    s5_0.blend(lo, s5_0.compare(LE, lo)).blend(hi, s5_0.compare(GT, hi)).intoArray(c, c5);
    s5_1.blend(lo, s5_1.compare(LE, lo)).blend(hi, s5_1.compare(GT, hi)).intoArray(c, c5 + last);
    int c6 = c5 + ldc;
    s6_0.blend(lo, s6_0.compare(LE, lo)).blend(hi, s6_0.compare(GT, hi)).intoArray(c, c6);
    s6_1.blend(lo, s6_1.compare(LE, lo)).blend(hi, s6_1.compare(GT, hi)).intoArray(c, c6 + last);
    int c7 = c6 + ldc;
    s7_0.blend(lo, s7_0.compare(LE, lo)).blend(hi, s7_0.compare(GT, hi)).intoArray(c, c7);
    s7_1.blend(lo, s7_1.compare(LE, lo)).blend(hi, s7_1.compare(GT, hi)).intoArray(c, c7 + last);
    int c8 = c7 + ldc;
    s8_0.blend(lo, s8_0.compare(LE, lo)).blend(hi, s8_0.compare(GT, hi)).intoArray(c, c8);
    s8_1.blend(lo, s8_1.compare(LE, lo)).blend(hi, s8_1.compare(GT, hi)).intoArray(c, c8 + last);
    int c9 = c8 + ldc;
    s9_0.blend(lo, s9_0.compare(LE, lo)).blend(hi, s9_0.compare(GT, hi)).intoArray(c, c9);
    s9_1.blend(lo, s9_1.compare(LE, lo)).blend(hi, s9_1.compare(GT, hi)).intoArray(c, c9 + last);
    int c10 = c9 + ldc;
    s10_0.blend(lo, s10_0.compare(LE, lo)).blend(hi, s10_0.compare(GT, hi)).intoArray(c, c10);
    s10_1
        .blend(lo, s10_1.compare(LE, lo))
        .blend(hi, s10_1.compare(GT, hi))
        .intoArray(c, c10 + last);
    int c11 = c10 + ldc;
    s11_0.blend(lo, s11_0.compare(LE, lo)).blend(hi, s11_0.compare(GT, hi)).intoArray(c, c11);
    s11_1
        .blend(lo, s11_1.compare(LE, lo))
        .blend(hi, s11_1.compare(GT, hi))
        .intoArray(c, c11 + last);
  }

  static void tile12x1(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      int step,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc) {
    int a1 = a0 + step;
    int a2 = a1 + step;
    int a3 = a2 + step;
    int a4 = a3 + step;
    int a5 = a4 + step;
    int a6 = a5 + step;
    int a7 = a6 + step;
    int a8 = a7 + step;
    int a9 = a8 + step;
    int a10 = a9 + step;
    int a11 = a10 + step;
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
    int wk = w0;
    for (int tap : taps) {
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + tap]);
      s0_0 = x0.fma(v0, s0_0);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + tap]);
      s1_0 = x1.fma(v0, s1_0);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + tap]);
      s2_0 = x2.fma(v0, s2_0);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + tap]);
      s3_0 = x3.fma(v0, s3_0);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + tap]);
      s4_0 = x4.fma(v0, s4_0);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + tap]);
      s5_0 = x5.fma(v0, s5_0);
      FloatVector x6 = FloatVector.broadcast(F, a[a6 + tap]);
      s6_0 = x6.fma(v0, s6_0);
      FloatVector x7 = FloatVector.broadcast(F, a[a7 + tap]);
      s7_0 = x7.fma(v0, s7_0);
      FloatVector x8 = FloatVector.broadcast(F, a[a8 + tap]);
      s8_0 = x8.fma(v0, s8_0);
      FloatVector x9 = FloatVector.broadcast(F, a[a9 + tap]);
      s9_0 = x9.fma(v0, s9_0);
      FloatVector x10 = FloatVector.broadcast(F, a[a10 + tap]);
      s10_0 = x10.fma(v0, s10_0);
      FloatVector x11 = FloatVector.broadcast(F, a[a11 + tap]);
      s11_0 = x11.fma(v0, s11_0);
      wk += L;
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
}
