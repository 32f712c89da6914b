package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Rows of depthwise 5 x 5 convolutions, L channels at a time.
final class Depthwise5x5 {

  // As Depthwise3x3 with five sums under way (three with stride 2): 25 multiply-adds on 5 loads.
  // What is done with an input follows its load, for all sums: five inputs at once do not fit the
  // registers beside 25 weights.

  private static final VectorSpecies<Float> F = Species.WIDE;

  private Depthwise5x5() {}

  /// One output row of L channels with stride 1.
  static void s1(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      int c,
      float lo,
      float hi,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy) {
    int step = geometry.oc();
    int ih = geometry.ih();
    int row = geometry.inputRow();
    float[] zeros = weights.zeros();
    int y0 = oy - geometry.padTop();
    boolean in0 = y0 >= 0 && y0 < ih;
    float[] r0 = in0 ? in : zeros;
    int i0 = in0 ? image + y0 * row + c : 0;
    int d0 = in0 ? step : 0;
    int y1 = y0 + 1;
    boolean in1 = y1 >= 0 && y1 < ih;
    float[] r1 = in1 ? in : zeros;
    int i1 = in1 ? image + y1 * row + c : 0;
    int d1 = in1 ? step : 0;
    int y2 = y0 + 2;
    boolean in2 = y2 >= 0 && y2 < ih;
    float[] r2 = in2 ? in : zeros;
    int i2 = in2 ? image + y2 * row + c : 0;
    int d2 = in2 ? step : 0;
    int y3 = y0 + 3;
    boolean in3 = y3 >= 0 && y3 < ih;
    float[] r3 = in3 ? in : zeros;
    int i3 = in3 ? image + y3 * row + c : 0;
    int d3 = in3 ? step : 0;
    int y4 = y0 + 4;
    boolean in4 = y4 >= 0 && y4 < ih;
    float[] r4 = in4 ? in : zeros;
    int i4 = in4 ? image + y4 * row + c : 0;
    int d4 = in4 ? step : 0;
    float[] w = weights.data();
    FloatVector w00 = FloatVector.fromArray(F, w, c);
    FloatVector w01 = FloatVector.fromArray(F, w, step + c);
    FloatVector w02 = FloatVector.fromArray(F, w, 2 * step + c);
    FloatVector w03 = FloatVector.fromArray(F, w, 3 * step + c);
    FloatVector w04 = FloatVector.fromArray(F, w, 4 * step + c);
    FloatVector w10 = FloatVector.fromArray(F, w, 5 * step + c);
    FloatVector w11 = FloatVector.fromArray(F, w, 6 * step + c);
    FloatVector w12 = FloatVector.fromArray(F, w, 7 * step + c);
    FloatVector w13 = FloatVector.fromArray(F, w, 8 * step + c);
    FloatVector w14 = FloatVector.fromArray(F, w, 9 * step + c);
    FloatVector w20 = FloatVector.fromArray(F, w, 10 * step + c);
    FloatVector w21 = FloatVector.fromArray(F, w, 11 * step + c);
    FloatVector w22 = FloatVector.fromArray(F, w, 12 * step + c);
    FloatVector w23 = FloatVector.fromArray(F, w, 13 * step + c);
    FloatVector w24 = FloatVector.fromArray(F, w, 14 * step + c);
    FloatVector w30 = FloatVector.fromArray(F, w, 15 * step + c);
    FloatVector w31 = FloatVector.fromArray(F, w, 16 * step + c);
    FloatVector w32 = FloatVector.fromArray(F, w, 17 * step + c);
    FloatVector w33 = FloatVector.fromArray(F, w, 18 * step + c);
    FloatVector w34 = FloatVector.fromArray(F, w, 19 * step + c);
    FloatVector w40 = FloatVector.fromArray(F, w, 20 * step + c);
    FloatVector w41 = FloatVector.fromArray(F, w, 21 * step + c);
    FloatVector w42 = FloatVector.fromArray(F, w, 22 * step + c);
    FloatVector w43 = FloatVector.fromArray(F, w, 23 * step + c);
    FloatVector w44 = FloatVector.fromArray(F, w, 24 * step + c);
    FloatVector bias = FloatVector.fromArray(F, weights.bias(), c);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int lead = 4 - geometry.padLeft();
    int columns = Math.min(geometry.iw(), lead + geometry.ow());
    int o = o0 + c;
    FloatVector a0 = bias;
    FloatVector a1 = bias;
    FloatVector a2 = bias;
    FloatVector a3 = bias;
    for (int x = 0; x < columns; x++) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      a0 = x0.fma(w04, a0);
      a1 = x0.fma(w03, a1);
      a2 = x0.fma(w02, a2);
      a3 = x0.fma(w01, a3);
      FloatVector a4 = x0.fma(w00, bias);
      FloatVector x1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      a0 = x1.fma(w14, a0);
      a1 = x1.fma(w13, a1);
      a2 = x1.fma(w12, a2);
      a3 = x1.fma(w11, a3);
      a4 = x1.fma(w10, a4);
      FloatVector x2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      a0 = x2.fma(w24, a0);
      a1 = x2.fma(w23, a1);
      a2 = x2.fma(w22, a2);
      a3 = x2.fma(w21, a3);
      a4 = x2.fma(w20, a4);
      FloatVector x3 = FloatVector.fromArray(F, r3, i3);
      i3 += d3;
      a0 = x3.fma(w34, a0);
      a1 = x3.fma(w33, a1);
      a2 = x3.fma(w32, a2);
      a3 = x3.fma(w31, a3);
      a4 = x3.fma(w30, a4);
      FloatVector x4 = FloatVector.fromArray(F, r4, i4);
      i4 += d4;
      a0 = x4.fma(w44, a0);
      a1 = x4.fma(w43, a1);
      a2 = x4.fma(w42, a2);
      a3 = x4.fma(w41, a3);
      a4 = x4.fma(w40, a4);
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
      o += x < lead ? 0 : step;
      a0 = a1;
      a1 = a2;
      a2 = a3;
      a3 = a4;
    }
    int left = lead + geometry.ow() - columns;
    if (left > 0) {
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
    }
    if (left > 1) {
      a1.blend(low, a1.compare(LE, low)).blend(high, a1.compare(GT, high)).intoArray(out, o + step);
    }
  }

  /// One output row of L channels with stride 2.
  static void s2(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      int c,
      float lo,
      float hi,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy) {
    int step = geometry.oc();
    int ih = geometry.ih();
    int row = geometry.inputRow();
    float[] zeros = weights.zeros();
    int y0 = oy * 2 - geometry.padTop();
    boolean in0 = y0 >= 0 && y0 < ih;
    float[] r0 = in0 ? in : zeros;
    int i0 = in0 ? image + y0 * row + c : 0;
    int d0 = in0 ? step : 0;
    int y1 = y0 + 1;
    boolean in1 = y1 >= 0 && y1 < ih;
    float[] r1 = in1 ? in : zeros;
    int i1 = in1 ? image + y1 * row + c : 0;
    int d1 = in1 ? step : 0;
    int y2 = y0 + 2;
    boolean in2 = y2 >= 0 && y2 < ih;
    float[] r2 = in2 ? in : zeros;
    int i2 = in2 ? image + y2 * row + c : 0;
    int d2 = in2 ? step : 0;
    int y3 = y0 + 3;
    boolean in3 = y3 >= 0 && y3 < ih;
    float[] r3 = in3 ? in : zeros;
    int i3 = in3 ? image + y3 * row + c : 0;
    int d3 = in3 ? step : 0;
    int y4 = y0 + 4;
    boolean in4 = y4 >= 0 && y4 < ih;
    float[] r4 = in4 ? in : zeros;
    int i4 = in4 ? image + y4 * row + c : 0;
    int d4 = in4 ? step : 0;
    float[] w = weights.data();
    FloatVector w00 = FloatVector.fromArray(F, w, c);
    FloatVector w01 = FloatVector.fromArray(F, w, step + c);
    FloatVector w02 = FloatVector.fromArray(F, w, 2 * step + c);
    FloatVector w03 = FloatVector.fromArray(F, w, 3 * step + c);
    FloatVector w04 = FloatVector.fromArray(F, w, 4 * step + c);
    FloatVector w10 = FloatVector.fromArray(F, w, 5 * step + c);
    FloatVector w11 = FloatVector.fromArray(F, w, 6 * step + c);
    FloatVector w12 = FloatVector.fromArray(F, w, 7 * step + c);
    FloatVector w13 = FloatVector.fromArray(F, w, 8 * step + c);
    FloatVector w14 = FloatVector.fromArray(F, w, 9 * step + c);
    FloatVector w20 = FloatVector.fromArray(F, w, 10 * step + c);
    FloatVector w21 = FloatVector.fromArray(F, w, 11 * step + c);
    FloatVector w22 = FloatVector.fromArray(F, w, 12 * step + c);
    FloatVector w23 = FloatVector.fromArray(F, w, 13 * step + c);
    FloatVector w24 = FloatVector.fromArray(F, w, 14 * step + c);
    FloatVector w30 = FloatVector.fromArray(F, w, 15 * step + c);
    FloatVector w31 = FloatVector.fromArray(F, w, 16 * step + c);
    FloatVector w32 = FloatVector.fromArray(F, w, 17 * step + c);
    FloatVector w33 = FloatVector.fromArray(F, w, 18 * step + c);
    FloatVector w34 = FloatVector.fromArray(F, w, 19 * step + c);
    FloatVector w40 = FloatVector.fromArray(F, w, 20 * step + c);
    FloatVector w41 = FloatVector.fromArray(F, w, 21 * step + c);
    FloatVector w42 = FloatVector.fromArray(F, w, 22 * step + c);
    FloatVector w43 = FloatVector.fromArray(F, w, 23 * step + c);
    FloatVector w44 = FloatVector.fromArray(F, w, 24 * step + c);
    FloatVector bias = FloatVector.fromArray(F, weights.bias(), c);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int pad = geometry.padLeft();
    int whole = Math.min(geometry.ow(), (geometry.iw() - 5 + pad) / 2 + 1);
    int o = o0 + c;
    FloatVector a0 = bias;
    FloatVector a1 = bias;
    if (pad == 0) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      FloatVector x1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      FloatVector x2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      FloatVector x3 = FloatVector.fromArray(F, r3, i3);
      i3 += d3;
      FloatVector x4 = FloatVector.fromArray(F, r4, i4);
      i4 += d4;
      a0 = x0.fma(w00, a0);
      a0 = x1.fma(w10, a0);
      a0 = x2.fma(w20, a0);
      a0 = x3.fma(w30, a0);
      a0 = x4.fma(w40, a0);
    }
    if (pad <= 1) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      FloatVector x1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      FloatVector x2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      FloatVector x3 = FloatVector.fromArray(F, r3, i3);
      i3 += d3;
      FloatVector x4 = FloatVector.fromArray(F, r4, i4);
      i4 += d4;
      a0 = x0.fma(w01, a0);
      a0 = x1.fma(w11, a0);
      a0 = x2.fma(w21, a0);
      a0 = x3.fma(w31, a0);
      a0 = x4.fma(w41, a0);
    }
    FloatVector s0 = FloatVector.fromArray(F, r0, i0);
    i0 += d0;
    FloatVector s1 = FloatVector.fromArray(F, r1, i1);
    i1 += d1;
    FloatVector s2 = FloatVector.fromArray(F, r2, i2);
    i2 += d2;
    FloatVector s3 = FloatVector.fromArray(F, r3, i3);
    i3 += d3;
    FloatVector s4 = FloatVector.fromArray(F, r4, i4);
    i4 += d4;
    a0 = s0.fma(w02, a0);
    a0 = s1.fma(w12, a0);
    a0 = s2.fma(w22, a0);
    a0 = s3.fma(w32, a0);
    a0 = s4.fma(w42, a0);
    a1 = s0.fma(w00, a1);
    a1 = s1.fma(w10, a1);
    a1 = s2.fma(w20, a1);
    a1 = s3.fma(w30, a1);
    a1 = s4.fma(w40, a1);
    for (int ox = 0; ox < whole; ox++) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      a0 = x0.fma(w03, a0);
      a1 = x0.fma(w01, a1);
      FloatVector x1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      a0 = x1.fma(w13, a0);
      a1 = x1.fma(w11, a1);
      FloatVector x2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      a0 = x2.fma(w23, a0);
      a1 = x2.fma(w21, a1);
      FloatVector x3 = FloatVector.fromArray(F, r3, i3);
      i3 += d3;
      a0 = x3.fma(w33, a0);
      a1 = x3.fma(w31, a1);
      FloatVector x4 = FloatVector.fromArray(F, r4, i4);
      i4 += d4;
      a0 = x4.fma(w43, a0);
      a1 = x4.fma(w41, a1);
      FloatVector z0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      a0 = z0.fma(w04, a0);
      a1 = z0.fma(w02, a1);
      FloatVector a2 = z0.fma(w00, bias);
      FloatVector z1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      a0 = z1.fma(w14, a0);
      a1 = z1.fma(w12, a1);
      a2 = z1.fma(w10, a2);
      FloatVector z2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      a0 = z2.fma(w24, a0);
      a1 = z2.fma(w22, a1);
      a2 = z2.fma(w20, a2);
      FloatVector z3 = FloatVector.fromArray(F, r3, i3);
      i3 += d3;
      a0 = z3.fma(w34, a0);
      a1 = z3.fma(w32, a1);
      a2 = z3.fma(w30, a2);
      FloatVector z4 = FloatVector.fromArray(F, r4, i4);
      i4 += d4;
      a0 = z4.fma(w44, a0);
      a1 = z4.fma(w42, a1);
      a2 = z4.fma(w40, a2);
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
      o += step;
      a0 = a1;
      a1 = a2;
    }
    if (whole < geometry.ow()) {
      if (2 * whole - pad + 3 < geometry.iw()) {
        FloatVector x0 = FloatVector.fromArray(F, r0, i0);
        i0 += d0;
        FloatVector x1 = FloatVector.fromArray(F, r1, i1);
        i1 += d1;
        FloatVector x2 = FloatVector.fromArray(F, r2, i2);
        i2 += d2;
        FloatVector x3 = FloatVector.fromArray(F, r3, i3);
        i3 += d3;
        FloatVector x4 = FloatVector.fromArray(F, r4, i4);
        i4 += d4;
        a0 = x0.fma(w03, a0);
        a0 = x1.fma(w13, a0);
        a0 = x2.fma(w23, a0);
        a0 = x3.fma(w33, a0);
        a0 = x4.fma(w43, a0);
      }
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
    }
  }
}
