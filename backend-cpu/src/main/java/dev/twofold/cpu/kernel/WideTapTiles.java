package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Convolution tiles.
final class WideTapTiles {

  // As WideTiles4, but the elements of a row of `a` are not adjacent: a table says where they are.
  // Row r is pixel r of an output row, one element further than the one before, so that all rows
  // have one offset in a register and one check of bounds, and there may be more than six.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private WideTapTiles() {}

  static void tile6x4(
      int[] taps,
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
      int at = a0 + tap;
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector v2 = FloatVector.fromArray(F, w, wk + 2 * L);
      FloatVector v3 = FloatVector.fromArray(F, w, wk + 3 * L);
      FloatVector x0 = FloatVector.broadcast(F, a[at]);
      s00 = x0.fma(v0, s00);
      s01 = x0.fma(v1, s01);
      s02 = x0.fma(v2, s02);
      s03 = x0.fma(v3, s03);
      FloatVector x1 = FloatVector.broadcast(F, a[at + 1]);
      s10 = x1.fma(v0, s10);
      s11 = x1.fma(v1, s11);
      s12 = x1.fma(v2, s12);
      s13 = x1.fma(v3, s13);
      FloatVector x2 = FloatVector.broadcast(F, a[at + 2]);
      s20 = x2.fma(v0, s20);
      s21 = x2.fma(v1, s21);
      s22 = x2.fma(v2, s22);
      s23 = x2.fma(v3, s23);
      FloatVector x3 = FloatVector.broadcast(F, a[at + 3]);
      s30 = x3.fma(v0, s30);
      s31 = x3.fma(v1, s31);
      s32 = x3.fma(v2, s32);
      s33 = x3.fma(v3, s33);
      FloatVector x4 = FloatVector.broadcast(F, a[at + 4]);
      s40 = x4.fma(v0, s40);
      s41 = x4.fma(v1, s41);
      s42 = x4.fma(v2, s42);
      s43 = x4.fma(v3, s43);
      FloatVector x5 = FloatVector.broadcast(F, a[at + 5]);
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
      int[] taps,
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
      int at = a0 + tap;
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector v2 = FloatVector.fromArray(F, w, wk + 2 * L);
      FloatVector x0 = FloatVector.broadcast(F, a[at]);
      s00 = x0.fma(v0, s00);
      s01 = x0.fma(v1, s01);
      s02 = x0.fma(v2, s02);
      FloatVector x1 = FloatVector.broadcast(F, a[at + 1]);
      s10 = x1.fma(v0, s10);
      s11 = x1.fma(v1, s11);
      s12 = x1.fma(v2, s12);
      FloatVector x2 = FloatVector.broadcast(F, a[at + 2]);
      s20 = x2.fma(v0, s20);
      s21 = x2.fma(v1, s21);
      s22 = x2.fma(v2, s22);
      FloatVector x3 = FloatVector.broadcast(F, a[at + 3]);
      s30 = x3.fma(v0, s30);
      s31 = x3.fma(v1, s31);
      s32 = x3.fma(v2, s32);
      FloatVector x4 = FloatVector.broadcast(F, a[at + 4]);
      s40 = x4.fma(v0, s40);
      s41 = x4.fma(v1, s41);
      s42 = x4.fma(v2, s42);
      FloatVector x5 = FloatVector.broadcast(F, a[at + 5]);
      s50 = x5.fma(v0, s50);
      s51 = x5.fma(v1, s51);
      s52 = x5.fma(v2, s52);
      FloatVector x6 = FloatVector.broadcast(F, a[at + 6]);
      s60 = x6.fma(v0, s60);
      s61 = x6.fma(v1, s61);
      s62 = x6.fma(v2, s62);
      FloatVector x7 = FloatVector.broadcast(F, a[at + 7]);
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

  static void tile8x2(
      int[] taps,
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
    FloatVector s60 = s00;
    FloatVector s61 = s01;
    FloatVector s70 = s00;
    FloatVector s71 = s01;
    int wk = w0;
    for (int tap : taps) {
      int at = a0 + tap;
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector x0 = FloatVector.broadcast(F, a[at]);
      s00 = x0.fma(v0, s00);
      s01 = x0.fma(v1, s01);
      FloatVector x1 = FloatVector.broadcast(F, a[at + 1]);
      s10 = x1.fma(v0, s10);
      s11 = x1.fma(v1, s11);
      FloatVector x2 = FloatVector.broadcast(F, a[at + 2]);
      s20 = x2.fma(v0, s20);
      s21 = x2.fma(v1, s21);
      FloatVector x3 = FloatVector.broadcast(F, a[at + 3]);
      s30 = x3.fma(v0, s30);
      s31 = x3.fma(v1, s31);
      FloatVector x4 = FloatVector.broadcast(F, a[at + 4]);
      s40 = x4.fma(v0, s40);
      s41 = x4.fma(v1, s41);
      FloatVector x5 = FloatVector.broadcast(F, a[at + 5]);
      s50 = x5.fma(v0, s50);
      s51 = x5.fma(v1, s51);
      FloatVector x6 = FloatVector.broadcast(F, a[at + 6]);
      s60 = x6.fma(v0, s60);
      s61 = x6.fma(v1, s61);
      FloatVector x7 = FloatVector.broadcast(F, a[at + 7]);
      s70 = x7.fma(v0, s70);
      s71 = x7.fma(v1, s71);
      wk += 2 * L;
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
    int c6 = c5 + ldc;
    s60.blend(lo, s60.compare(LE, lo)).blend(hi, s60.compare(GT, hi)).intoArray(c, c6);
    s61.blend(lo, s61.compare(LE, lo)).blend(hi, s61.compare(GT, hi)).intoArray(c, c6 + last);
    int c7 = c6 + ldc;
    s70.blend(lo, s70.compare(LE, lo)).blend(hi, s70.compare(GT, hi)).intoArray(c, c7);
    s71.blend(lo, s71.compare(LE, lo)).blend(hi, s71.compare(GT, hi)).intoArray(c, c7 + last);
  }

  static void tile6x2(
      int[] taps,
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
    int wk = w0;
    for (int tap : taps) {
      int at = a0 + tap;
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector v1 = FloatVector.fromArray(F, w, wk + L);
      FloatVector x0 = FloatVector.broadcast(F, a[at]);
      s00 = x0.fma(v0, s00);
      s01 = x0.fma(v1, s01);
      FloatVector x1 = FloatVector.broadcast(F, a[at + 1]);
      s10 = x1.fma(v0, s10);
      s11 = x1.fma(v1, s11);
      FloatVector x2 = FloatVector.broadcast(F, a[at + 2]);
      s20 = x2.fma(v0, s20);
      s21 = x2.fma(v1, s21);
      FloatVector x3 = FloatVector.broadcast(F, a[at + 3]);
      s30 = x3.fma(v0, s30);
      s31 = x3.fma(v1, s31);
      FloatVector x4 = FloatVector.broadcast(F, a[at + 4]);
      s40 = x4.fma(v0, s40);
      s41 = x4.fma(v1, s41);
      FloatVector x5 = FloatVector.broadcast(F, a[at + 5]);
      s50 = x5.fma(v0, s50);
      s51 = x5.fma(v1, s51);
      wk += 2 * L;
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

  static void tile16x1(
      int[] taps,
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
    FloatVector s00 = FloatVector.fromArray(F, bias, b0);
    FloatVector s10 = s00;
    FloatVector s20 = s00;
    FloatVector s30 = s00;
    FloatVector s40 = s00;
    FloatVector s50 = s00;
    FloatVector s60 = s00;
    FloatVector s70 = s00;
    FloatVector s80 = s00;
    FloatVector s90 = s00;
    FloatVector s100 = s00;
    FloatVector s110 = s00;
    FloatVector s120 = s00;
    FloatVector s130 = s00;
    FloatVector s140 = s00;
    FloatVector s150 = s00;
    int wk = w0;
    for (int tap : taps) {
      int at = a0 + tap;
      FloatVector v0 = FloatVector.fromArray(F, w, wk);
      FloatVector x0 = FloatVector.broadcast(F, a[at]);
      s00 = x0.fma(v0, s00);
      FloatVector x1 = FloatVector.broadcast(F, a[at + 1]);
      s10 = x1.fma(v0, s10);
      FloatVector x2 = FloatVector.broadcast(F, a[at + 2]);
      s20 = x2.fma(v0, s20);
      FloatVector x3 = FloatVector.broadcast(F, a[at + 3]);
      s30 = x3.fma(v0, s30);
      FloatVector x4 = FloatVector.broadcast(F, a[at + 4]);
      s40 = x4.fma(v0, s40);
      FloatVector x5 = FloatVector.broadcast(F, a[at + 5]);
      s50 = x5.fma(v0, s50);
      FloatVector x6 = FloatVector.broadcast(F, a[at + 6]);
      s60 = x6.fma(v0, s60);
      FloatVector x7 = FloatVector.broadcast(F, a[at + 7]);
      s70 = x7.fma(v0, s70);
      FloatVector x8 = FloatVector.broadcast(F, a[at + 8]);
      s80 = x8.fma(v0, s80);
      FloatVector x9 = FloatVector.broadcast(F, a[at + 9]);
      s90 = x9.fma(v0, s90);
      FloatVector x10 = FloatVector.broadcast(F, a[at + 10]);
      s100 = x10.fma(v0, s100);
      FloatVector x11 = FloatVector.broadcast(F, a[at + 11]);
      s110 = x11.fma(v0, s110);
      FloatVector x12 = FloatVector.broadcast(F, a[at + 12]);
      s120 = x12.fma(v0, s120);
      FloatVector x13 = FloatVector.broadcast(F, a[at + 13]);
      s130 = x13.fma(v0, s130);
      FloatVector x14 = FloatVector.broadcast(F, a[at + 14]);
      s140 = x14.fma(v0, s140);
      FloatVector x15 = FloatVector.broadcast(F, a[at + 15]);
      s150 = x15.fma(v0, s150);
      wk += L;
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
    int c6 = c5 + ldc;
    s60.blend(lo, s60.compare(LE, lo)).blend(hi, s60.compare(GT, hi)).intoArray(c, c6);
    int c7 = c6 + ldc;
    s70.blend(lo, s70.compare(LE, lo)).blend(hi, s70.compare(GT, hi)).intoArray(c, c7);
    int c8 = c7 + ldc;
    s80.blend(lo, s80.compare(LE, lo)).blend(hi, s80.compare(GT, hi)).intoArray(c, c8);
    int c9 = c8 + ldc;
    s90.blend(lo, s90.compare(LE, lo)).blend(hi, s90.compare(GT, hi)).intoArray(c, c9);
    int c10 = c9 + ldc;
    s100.blend(lo, s100.compare(LE, lo)).blend(hi, s100.compare(GT, hi)).intoArray(c, c10);
    int c11 = c10 + ldc;
    s110.blend(lo, s110.compare(LE, lo)).blend(hi, s110.compare(GT, hi)).intoArray(c, c11);
    int c12 = c11 + ldc;
    s120.blend(lo, s120.compare(LE, lo)).blend(hi, s120.compare(GT, hi)).intoArray(c, c12);
    int c13 = c12 + ldc;
    s130.blend(lo, s130.compare(LE, lo)).blend(hi, s130.compare(GT, hi)).intoArray(c, c13);
    int c14 = c13 + ldc;
    s140.blend(lo, s140.compare(LE, lo)).blend(hi, s140.compare(GT, hi)).intoArray(c, c14);
    int c15 = c14 + ldc;
    s150.blend(lo, s150.compare(LE, lo)).blend(hi, s150.compare(GT, hi)).intoArray(c, c15);
  }
}
