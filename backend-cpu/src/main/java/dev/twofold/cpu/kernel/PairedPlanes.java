package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Two neighbouring planes at once, where half a vector is enough for a row.
final class PairedPlanes {

  // As VectorPlanes, with the first plane in the lower lanes and the second in the upper ones: a
  // vector of each is loaded, and every tap picks its columns from both.
  //
  //     first   . x0 x1 x2 x3 ...  \  tap 0   . x0 x1 x2 | . y0 y1 y2
  //     second  . y0 y1 y2 y3 ...  /  tap 1  x0 x1 x2 x3 | y0 y1 y2 y3
  //
  // Each half is stored where it belongs with a mask: two whole vectors that run over the ends of
  // their rows, one of them by way of scratch memory, took half as long again.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final VectorSpecies<Integer> I = Species.WIDE_INTS;
  private static final int L = Species.WIDE_LENGTH;
  private static final int HALF = L / 2;

  private PairedPlanes() {}

  /// Whether the columns that half a vector of outputs needs fit a vector.
  static boolean fit(ConvGeometry g) {
    return g.ow() <= HALF && (g.ow() - 1) * g.strideW() + 3 <= L;
  }

  /// The two planes with stride 1.
  static void s1(
      ConvGeometry geometry,
      float[] in,
      int i0,
      float[] w,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0) {
    int w1 = w0 + Planes.WEIGHTS;
    int ih = geometry.ih();
    int iw = geometry.iw();
    int ow = geometry.ow();
    int plane = ih * iw;
    IntVector lane = IntVector.zero(I).addIndex(1);
    VectorMask<Integer> upper = lane.compare(GT, HALF - 1);
    VectorMask<Float> second = FloatVector.zero(F).addIndex(1).compare(GT, HALF - 1);
    FloatVector w00 = FloatVector.broadcast(F, w[w0]).blend(w[w1], second);
    FloatVector w01 = FloatVector.broadcast(F, w[w0 + 1]).blend(w[w1 + 1], second);
    FloatVector w02 = FloatVector.broadcast(F, w[w0 + 2]).blend(w[w1 + 2], second);
    FloatVector w10 = FloatVector.broadcast(F, w[w0 + 3]).blend(w[w1 + 3], second);
    FloatVector w11 = FloatVector.broadcast(F, w[w0 + 4]).blend(w[w1 + 4], second);
    FloatVector w12 = FloatVector.broadcast(F, w[w0 + 5]).blend(w[w1 + 5], second);
    FloatVector w20 = FloatVector.broadcast(F, w[w0 + 6]).blend(w[w1 + 6], second);
    FloatVector w21 = FloatVector.broadcast(F, w[w0 + 7]).blend(w[w1 + 7], second);
    FloatVector w22 = FloatVector.broadcast(F, w[w0 + 8]).blend(w[w1 + 8], second);
    FloatVector bias = FloatVector.broadcast(F, w[w0 + 9]).blend(w[w1 + 9], second);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int x = -geometry.padLeft();
    IntVector column = lane.blend(lane.sub(HALF), upper);
    IntVector p0 = column.blend(column.add(L), upper);
    IntVector p1 = p0.add(1);
    IntVector p2 = p0.add(2);
    IntVector c0 = column.add(x);
    IntVector c1 = column.add(x + 1);
    IntVector c2 = column.add(x + 2);
    IntVector m0 = c0.sub(iw).and(c0.not()).lanewise(ASHR, 31);
    IntVector m1 = c1.sub(iw).and(c1.not()).lanewise(ASHR, 31);
    IntVector m2 = c2.sub(iw).and(c2.not()).lanewise(ASHR, 31);
    VectorMask<Float> stored = FloatVector.zero(F).addIndex(1).compare(LT, ow);
    VectorMask<Float> storedUp =
        FloatVector.broadcast(F, -HALF).addIndex(1).compare(LT, ow).and(second);
    FloatVector one = bias;
    FloatVector two = bias;
    int o = o0;
    int up = geometry.oh() * ow - HALF;
    int at = i0 + x;
    int oh = geometry.oh();
    int row = geometry.padTop() - 2;
    for (int end = Math.min(oh, row + ih); row < end; row++) {
      IntVector a = FloatVector.fromArray(F, in, at).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(F, in, at + plane).reinterpretAsInts();
      FloatVector x0 = p0.selectFrom(a, b).and(m0).reinterpretAsFloats();
      FloatVector x1 = p1.selectFrom(a, b).and(m1).reinterpretAsFloats();
      FloatVector x2 = p2.selectFrom(a, b).and(m2).reinterpretAsFloats();
      FloatVector sum = two.add(x2.fma(w22, x1.fma(w21, x0.mul(w20))));
      two = one.add(x2.fma(w12, x1.fma(w11, x0.mul(w10))));
      one = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
      sum = sum.blend(low, sum.compare(LE, low)).blend(high, sum.compare(GT, high));
      sum.intoArray(out, o, stored);
      sum.intoArray(out, o + up, storedUp);
      o += row < 0 ? 0 : ow;
      at += iw;
    }
    if (row < oh) {
      two = two.blend(low, two.compare(LE, low)).blend(high, two.compare(GT, high));
      two.intoArray(out, o, stored);
      two.intoArray(out, o + up, storedUp);
    }
  }

  /// The two planes with stride 2.
  static void s2(
      ConvGeometry geometry,
      float[] in,
      int i0,
      float[] w,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0) {
    int w1 = w0 + Planes.WEIGHTS;
    int ih = geometry.ih();
    int iw = geometry.iw();
    int ow = geometry.ow();
    int plane = ih * iw;
    IntVector lane = IntVector.zero(I).addIndex(1);
    VectorMask<Integer> upper = lane.compare(GT, HALF - 1);
    VectorMask<Float> second = FloatVector.zero(F).addIndex(1).compare(GT, HALF - 1);
    FloatVector w00 = FloatVector.broadcast(F, w[w0]).blend(w[w1], second);
    FloatVector w01 = FloatVector.broadcast(F, w[w0 + 1]).blend(w[w1 + 1], second);
    FloatVector w02 = FloatVector.broadcast(F, w[w0 + 2]).blend(w[w1 + 2], second);
    FloatVector w10 = FloatVector.broadcast(F, w[w0 + 3]).blend(w[w1 + 3], second);
    FloatVector w11 = FloatVector.broadcast(F, w[w0 + 4]).blend(w[w1 + 4], second);
    FloatVector w12 = FloatVector.broadcast(F, w[w0 + 5]).blend(w[w1 + 5], second);
    FloatVector w20 = FloatVector.broadcast(F, w[w0 + 6]).blend(w[w1 + 6], second);
    FloatVector w21 = FloatVector.broadcast(F, w[w0 + 7]).blend(w[w1 + 7], second);
    FloatVector w22 = FloatVector.broadcast(F, w[w0 + 8]).blend(w[w1 + 8], second);
    FloatVector bias = FloatVector.broadcast(F, w[w0 + 9]).blend(w[w1 + 9], second);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int x = -geometry.padLeft();
    IntVector column = lane.blend(lane.sub(HALF), upper).lanewise(LSHL, 1);
    IntVector p0 = column.blend(column.add(L), upper);
    IntVector p1 = p0.add(1);
    IntVector p2 = p0.add(2);
    IntVector c0 = column.add(x);
    IntVector c1 = column.add(x + 1);
    IntVector c2 = column.add(x + 2);
    IntVector m0 = c0.sub(iw).and(c0.not()).lanewise(ASHR, 31);
    IntVector m1 = c1.sub(iw).and(c1.not()).lanewise(ASHR, 31);
    IntVector m2 = c2.sub(iw).and(c2.not()).lanewise(ASHR, 31);
    VectorMask<Float> stored = FloatVector.zero(F).addIndex(1).compare(LT, ow);
    VectorMask<Float> storedUp =
        FloatVector.broadcast(F, -HALF).addIndex(1).compare(LT, ow).and(second);
    FloatVector top = bias;
    int o = o0;
    int up = geometry.oh() * ow - HALF;
    int at = i0 + x;
    int oh = geometry.oh();
    if (geometry.padTop() == 0) {
      IntVector a = FloatVector.fromArray(F, in, at).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(F, in, at + plane).reinterpretAsInts();
      FloatVector x0 = p0.selectFrom(a, b).and(m0).reinterpretAsFloats();
      FloatVector x1 = p1.selectFrom(a, b).and(m1).reinterpretAsFloats();
      FloatVector x2 = p2.selectFrom(a, b).and(m2).reinterpretAsFloats();
      top = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
      at += iw;
    }
    int row = 0;
    for (int end = Math.min(oh, (ih - 1 + geometry.padTop()) / 2); row < end; row++) {
      IntVector a = FloatVector.fromArray(F, in, at).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(F, in, at + plane).reinterpretAsInts();
      FloatVector x0 = p0.selectFrom(a, b).and(m0).reinterpretAsFloats();
      FloatVector x1 = p1.selectFrom(a, b).and(m1).reinterpretAsFloats();
      FloatVector x2 = p2.selectFrom(a, b).and(m2).reinterpretAsFloats();
      FloatVector two = top.add(x2.fma(w12, x1.fma(w11, x0.mul(w10))));
      at += iw;
      a = FloatVector.fromArray(F, in, at).reinterpretAsInts();
      b = FloatVector.fromArray(F, in, at + plane).reinterpretAsInts();
      x0 = p0.selectFrom(a, b).and(m0).reinterpretAsFloats();
      x1 = p1.selectFrom(a, b).and(m1).reinterpretAsFloats();
      x2 = p2.selectFrom(a, b).and(m2).reinterpretAsFloats();
      FloatVector sum = two.add(x2.fma(w22, x1.fma(w21, x0.mul(w20))));
      top = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
      sum = sum.blend(low, sum.compare(LE, low)).blend(high, sum.compare(GT, high));
      sum.intoArray(out, o, stored);
      sum.intoArray(out, o + up, storedUp);
      o += ow;
      at += iw;
    }
    if (row < oh) {
      IntVector a = FloatVector.fromArray(F, in, at).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(F, in, at + plane).reinterpretAsInts();
      FloatVector x0 = p0.selectFrom(a, b).and(m0).reinterpretAsFloats();
      FloatVector x1 = p1.selectFrom(a, b).and(m1).reinterpretAsFloats();
      FloatVector x2 = p2.selectFrom(a, b).and(m2).reinterpretAsFloats();
      FloatVector sum = top.add(x2.fma(w12, x1.fma(w11, x0.mul(w10))));
      sum = sum.blend(low, sum.compare(LE, low)).blend(high, sum.compare(GT, high));
      sum.intoArray(out, o, stored);
      sum.intoArray(out, o + up, storedUp);
    }
  }
}
