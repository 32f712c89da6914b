package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Planes with vectors of neighbouring columns.
final class VectorPlanes implements Planes {

  // A strip of L columns is computed from top to bottom. Each input row's three vectors are used
  // for the output rows above, at and below it while they are in registers: with stride 1 three
  // loads for nine multiply-adds.
  //
  //     row y     (top of y)
  //     row y+1   top of y+1, middle of y
  //     row y+2   top of y+2, middle of y+1, bottom of y  -> y is complete
  //
  // The three products of a kernel row are a chain of their own, and chains are added: waiting for
  // one long chain took longer. Every row stores a sum; what the first two complete lies above the
  // first output, which overwrites it.
  //
  // Columns outside the map are cleared by a mask of bits per tap. Of rows there is at most one
  // above the map and one below: the loop goes over rows inside, and what it would have added for
  // those outside is left out. (Reading them as zeros took a branch in every round and a quarter
  // more time.) The last strip is moved back to end with the row; rows shorter than a vector run
  // over their end, and the next row overwrites that.
  //
  // With stride 2 each tap picks every other column from two vectors. Those have all that L - 1
  // outputs need, so strips are as wide and their last lane is not stored: two more loads a row,
  // for the one column that L outputs lack, took longer.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final VectorSpecies<Integer> I = Species.WIDE_INTS;
  private static final int L = Species.WIDE_LENGTH;

  @Override
  public void depthwise(
      ConvGeometry geometry,
      float[] in,
      int i0,
      float[] weights,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int from,
      int to) {
    int strip = geometry.strideW() == 1 ? L : L - 1;
    int last = Math.max(0, geometry.ow() - strip);
    for (int x = 0; x < last + strip; x += strip) {
      int column = Math.min(x, last);
      if (geometry.strideW() == 1) {
        s1(geometry, column, in, i0, weights, w0, lo, hi, out, o0 + column, from, to);
      } else {
        s2(geometry, column, in, i0, weights, w0, lo, hi, out, o0 + column, from, to);
      }
    }
  }

  private static void s1(
      ConvGeometry geometry,
      int column,
      float[] in,
      int i0,
      float[] w,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int from,
      int to) {
    FloatVector w00 = FloatVector.broadcast(F, w[w0]);
    FloatVector w01 = FloatVector.broadcast(F, w[w0 + 1]);
    FloatVector w02 = FloatVector.broadcast(F, w[w0 + 2]);
    FloatVector w10 = FloatVector.broadcast(F, w[w0 + 3]);
    FloatVector w11 = FloatVector.broadcast(F, w[w0 + 4]);
    FloatVector w12 = FloatVector.broadcast(F, w[w0 + 5]);
    FloatVector w20 = FloatVector.broadcast(F, w[w0 + 6]);
    FloatVector w21 = FloatVector.broadcast(F, w[w0 + 7]);
    FloatVector w22 = FloatVector.broadcast(F, w[w0 + 8]);
    FloatVector bias = FloatVector.broadcast(F, w[w0 + 9]);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int iw = geometry.iw();
    int ih = geometry.ih();
    int ow = geometry.ow();
    int x = column - geometry.padLeft();
    IntVector places = IntVector.zero(I).addIndex(1);
    IntVector c0 = places.add(x);
    IntVector c1 = places.add(x + 1);
    IntVector c2 = places.add(x + 2);
    IntVector m0 = c0.sub(iw).and(c0.not()).lanewise(ASHR, 31);
    IntVector m1 = c1.sub(iw).and(c1.not()).lanewise(ASHR, 31);
    IntVector m2 = c2.sub(iw).and(c2.not()).lanewise(ASHR, 31);
    FloatVector one = bias;
    FloatVector two = bias;
    int o = o0;
    int y = Math.max(0, from - geometry.padTop());
    int at = i0 + y * iw + x;
    int row = y + geometry.padTop() - 2;
    for (int end = Math.min(to, ih + geometry.padTop() - 2); row < end; row++) {
      FloatVector x0 =
          FloatVector.fromArray(F, in, at).reinterpretAsInts().and(m0).reinterpretAsFloats();
      FloatVector x1 =
          FloatVector.fromArray(F, in, at + 1).reinterpretAsInts().and(m1).reinterpretAsFloats();
      FloatVector x2 =
          FloatVector.fromArray(F, in, at + 2).reinterpretAsInts().and(m2).reinterpretAsFloats();
      FloatVector sum = two.add(x2.fma(w22, x1.fma(w21, x0.mul(w20))));
      two = one.add(x2.fma(w12, x1.fma(w11, x0.mul(w10))));
      one = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
      sum.blend(low, sum.compare(LE, low)).blend(high, sum.compare(GT, high)).intoArray(out, o);
      o += row < from ? 0 : ow;
      at += iw;
    }
    if (row < to) {
      two.blend(low, two.compare(LE, low)).blend(high, two.compare(GT, high)).intoArray(out, o);
    }
  }

  private static void s2(
      ConvGeometry geometry,
      int column,
      float[] in,
      int i0,
      float[] w,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int from,
      int to) {
    FloatVector w00 = FloatVector.broadcast(F, w[w0]);
    FloatVector w01 = FloatVector.broadcast(F, w[w0 + 1]);
    FloatVector w02 = FloatVector.broadcast(F, w[w0 + 2]);
    FloatVector w10 = FloatVector.broadcast(F, w[w0 + 3]);
    FloatVector w11 = FloatVector.broadcast(F, w[w0 + 4]);
    FloatVector w12 = FloatVector.broadcast(F, w[w0 + 5]);
    FloatVector w20 = FloatVector.broadcast(F, w[w0 + 6]);
    FloatVector w21 = FloatVector.broadcast(F, w[w0 + 7]);
    FloatVector w22 = FloatVector.broadcast(F, w[w0 + 8]);
    FloatVector bias = FloatVector.broadcast(F, w[w0 + 9]);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int iw = geometry.iw();
    int ih = geometry.ih();
    int ow = geometry.ow();
    int x = 2 * column - geometry.padLeft();
    IntVector even = IntVector.zero(I).addIndex(2);
    IntVector odd = even.add(1);
    IntVector next = even.add(2);
    IntVector c0 = even.add(x);
    IntVector c1 = odd.add(x);
    IntVector c2 = next.add(x);
    IntVector m0 = c0.sub(iw).and(c0.not()).lanewise(ASHR, 31);
    IntVector m1 = c1.sub(iw).and(c1.not()).lanewise(ASHR, 31);
    IntVector m2 = c2.sub(iw).and(c2.not()).lanewise(ASHR, 31);
    VectorMask<Float> stored = FloatVector.zero(F).addIndex(1).compare(LT, Math.min(L - 1, ow));
    FloatVector top = bias;
    int o = o0;
    int y = 2 * from - geometry.padTop();
    int at = i0 + Math.max(0, y) * iw + x;
    if (y >= 0) {
      IntVector a = FloatVector.fromArray(F, in, at).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(F, in, at + L).reinterpretAsInts();
      FloatVector x0 = even.selectFrom(a, b).and(m0).reinterpretAsFloats();
      FloatVector x1 = odd.selectFrom(a, b).and(m1).reinterpretAsFloats();
      FloatVector x2 = next.selectFrom(a, b).and(m2).reinterpretAsFloats();
      top = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
      at += iw;
    }
    int row = from;
    for (int end = Math.min(to, (ih - 1 + geometry.padTop()) / 2); row < end; row++) {
      IntVector a = FloatVector.fromArray(F, in, at).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(F, in, at + L).reinterpretAsInts();
      FloatVector x0 = even.selectFrom(a, b).and(m0).reinterpretAsFloats();
      FloatVector x1 = odd.selectFrom(a, b).and(m1).reinterpretAsFloats();
      FloatVector x2 = next.selectFrom(a, b).and(m2).reinterpretAsFloats();
      FloatVector two = top.add(x2.fma(w12, x1.fma(w11, x0.mul(w10))));
      a = FloatVector.fromArray(F, in, at + iw).reinterpretAsInts();
      b = FloatVector.fromArray(F, in, at + iw + L).reinterpretAsInts();
      x0 = even.selectFrom(a, b).and(m0).reinterpretAsFloats();
      x1 = odd.selectFrom(a, b).and(m1).reinterpretAsFloats();
      x2 = next.selectFrom(a, b).and(m2).reinterpretAsFloats();
      FloatVector sum = two.add(x2.fma(w22, x1.fma(w21, x0.mul(w20))));
      top = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
      sum = sum.blend(low, sum.compare(LE, low)).blend(high, sum.compare(GT, high));
      sum.intoArray(out, o, stored);
      o += ow;
      at += 2 * iw;
    }
    if (row < to) {
      IntVector a = FloatVector.fromArray(F, in, at).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(F, in, at + L).reinterpretAsInts();
      FloatVector x0 = even.selectFrom(a, b).and(m0).reinterpretAsFloats();
      FloatVector x1 = odd.selectFrom(a, b).and(m1).reinterpretAsFloats();
      FloatVector x2 = next.selectFrom(a, b).and(m2).reinterpretAsFloats();
      FloatVector sum = top.add(x2.fma(w12, x1.fma(w11, x0.mul(w10))));
      sum = sum.blend(low, sum.compare(LE, low)).blend(high, sum.compare(GT, high));
      sum.intoArray(out, o, stored);
    }
  }

  @Override
  public boolean takesPairs(ConvGeometry geometry) {
    return PairedPlanes.fit(geometry);
  }

  @Override
  public void depthwisePair(
      ConvGeometry geometry,
      float[] in,
      int i0,
      float[] weights,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0) {
    if (geometry.strideW() == 1) {
      PairedPlanes.s1(geometry, in, i0, weights, w0, lo, hi, out, o0);
    } else {
      PairedPlanes.s2(geometry, in, i0, weights, w0, lo, hi, out, o0);
    }
  }

  @Override
  public void pack(Panels panels, float[] from, int f0, float[] to, int t0, int k, int row) {
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int at = t0 + panels.first(panel) * k + row * width;
      int pixel = f0 + panels.begin(panel);
      for (int j = 0; j < width - L; j += L) {
        FloatVector.fromArray(F, from, pixel + j).intoArray(to, at + j);
      }
      FloatVector.fromArray(F, from, pixel + panels.last(panel)).intoArray(to, at + width - L);
    }
  }
}
