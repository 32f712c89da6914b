package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Rows of depthwise 3 x 3 convolutions, L channels at a time.
final class Depthwise3x3 {

  // All nine weights stay in registers. The loop walks over the *input* columns, and every column
  // is used up at once: it is the right column of one output, the middle of the next and the left
  // of the one after. Three sums are under way; the oldest is finished and stored.
  //
  //     column x   ->  a0 (output x + pad - 2, done)   a1 (next)   a2 = bias + ... (the one after)
  //
  // So each pixel is loaded once per row, borders need no code of their own (sums that would belong
  // to outputs left of the first are stored where the first will overwrite them; at the right the
  // sums under way are flushed), and there are no branches inside. A row above or below the map is
  // read from a vector of zeros with step 0. With stride 2 columns come in pairs, one sum is
  // carried over.
  //
  // With stride 1 two output rows are computed at once where there are registers for it: four
  // loads feed 18 multiply-adds, not three loads nine, and twice as many chains of sums do not wait
  // for each other.

  private static final VectorSpecies<Float> F = Species.WIDE;

  private Depthwise3x3() {}

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
    float[] w = weights.data();
    FloatVector w00 = FloatVector.fromArray(F, w, c);
    FloatVector w01 = FloatVector.fromArray(F, w, step + c);
    FloatVector w02 = FloatVector.fromArray(F, w, 2 * step + c);
    FloatVector w10 = FloatVector.fromArray(F, w, 3 * step + c);
    FloatVector w11 = FloatVector.fromArray(F, w, 4 * step + c);
    FloatVector w12 = FloatVector.fromArray(F, w, 5 * step + c);
    FloatVector w20 = FloatVector.fromArray(F, w, 6 * step + c);
    FloatVector w21 = FloatVector.fromArray(F, w, 7 * step + c);
    FloatVector w22 = FloatVector.fromArray(F, w, 8 * step + c);
    FloatVector bias = FloatVector.fromArray(F, weights.bias(), c);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int lead = 2 - geometry.padLeft();
    int columns = Math.min(geometry.iw(), lead + geometry.ow());
    int o = o0 + c;
    FloatVector a0 = bias;
    FloatVector a1 = bias;
    for (int x = 0; x < columns; x++) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      FloatVector x1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      FloatVector x2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      a0 = x0.fma(w02, a0);
      a0 = x1.fma(w12, a0);
      a0 = x2.fma(w22, a0);
      a1 = x0.fma(w01, a1);
      a1 = x1.fma(w11, a1);
      a1 = x2.fma(w21, a1);
      FloatVector a2 = x0.fma(w00, bias);
      a2 = x1.fma(w10, a2);
      a2 = x2.fma(w20, a2);
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
      o += x < lead ? 0 : step;
      a0 = a1;
      a1 = a2;
    }
    int left = lead + geometry.ow() - columns;
    if (left > 0) {
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
    }
  }

  /// Whether there are rows `oy` and `oy + 1`, and of the four that they read the two in the middle are
  /// inside the map.
  static boolean fitTwo(ConvGeometry geometry, int oy) {
    int y1 = oy - geometry.padTop() + 1;
    return oy + 1 < geometry.oh() && y1 >= 0 && y1 + 1 < geometry.ih();
  }

  /// Two output rows of L channels with stride 1, `oy` and the one below, which [#fitTwo].
  static void s1Two(
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
    int row = geometry.inputRow();
    float[] zeros = weights.zeros();
    int y0 = oy - geometry.padTop();
    boolean in0 = y0 >= 0;
    float[] r0 = in0 ? in : zeros;
    int i0 = in0 ? image + y0 * row + c : 0;
    int d0 = in0 ? step : 0;
    int i1 = image + (y0 + 1) * row + c;
    boolean in3 = y0 + 3 < geometry.ih();
    float[] r3 = in3 ? in : zeros;
    int i3 = in3 ? i1 + 2 * row : 0;
    int d3 = in3 ? step : 0;
    float[] w = weights.data();
    FloatVector w00 = FloatVector.fromArray(F, w, c);
    FloatVector w01 = FloatVector.fromArray(F, w, step + c);
    FloatVector w02 = FloatVector.fromArray(F, w, 2 * step + c);
    FloatVector w10 = FloatVector.fromArray(F, w, 3 * step + c);
    FloatVector w11 = FloatVector.fromArray(F, w, 4 * step + c);
    FloatVector w12 = FloatVector.fromArray(F, w, 5 * step + c);
    FloatVector w20 = FloatVector.fromArray(F, w, 6 * step + c);
    FloatVector w21 = FloatVector.fromArray(F, w, 7 * step + c);
    FloatVector w22 = FloatVector.fromArray(F, w, 8 * step + c);
    FloatVector bias = FloatVector.fromArray(F, weights.bias(), c);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int lead = 2 - geometry.padLeft();
    int columns = Math.min(geometry.iw(), lead + geometry.ow());
    int below = geometry.outputRow();
    int o = o0 + c;
    FloatVector a0 = bias;
    FloatVector a1 = bias;
    FloatVector b0 = bias;
    FloatVector b1 = bias;
    for (int x = 0; x < columns; x++) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      FloatVector x1 = FloatVector.fromArray(F, in, i1);
      FloatVector x2 = FloatVector.fromArray(F, in, i1 + row);
      i1 += step;
      FloatVector x3 = FloatVector.fromArray(F, r3, i3);
      i3 += d3;
      a0 = x0.fma(w02, a0);
      a0 = x1.fma(w12, a0);
      a0 = x2.fma(w22, a0);
      a1 = x0.fma(w01, a1);
      a1 = x1.fma(w11, a1);
      a1 = x2.fma(w21, a1);
      FloatVector a2 = x0.fma(w00, bias);
      a2 = x1.fma(w10, a2);
      a2 = x2.fma(w20, a2);
      b0 = x1.fma(w02, b0);
      b0 = x2.fma(w12, b0);
      b0 = x3.fma(w22, b0);
      b1 = x1.fma(w01, b1);
      b1 = x2.fma(w11, b1);
      b1 = x3.fma(w21, b1);
      FloatVector b2 = x1.fma(w00, bias);
      b2 = x2.fma(w10, b2);
      b2 = x3.fma(w20, b2);
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
      b0.blend(low, b0.compare(LE, low))
          .blend(high, b0.compare(GT, high))
          .intoArray(out, o + below);
      o += x < lead ? 0 : step;
      a0 = a1;
      a1 = a2;
      b0 = b1;
      b1 = b2;
    }
    int left = lead + geometry.ow() - columns;
    if (left > 0) {
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
      b0.blend(low, b0.compare(LE, low))
          .blend(high, b0.compare(GT, high))
          .intoArray(out, o + below);
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
    float[] w = weights.data();
    FloatVector w00 = FloatVector.fromArray(F, w, c);
    FloatVector w01 = FloatVector.fromArray(F, w, step + c);
    FloatVector w02 = FloatVector.fromArray(F, w, 2 * step + c);
    FloatVector w10 = FloatVector.fromArray(F, w, 3 * step + c);
    FloatVector w11 = FloatVector.fromArray(F, w, 4 * step + c);
    FloatVector w12 = FloatVector.fromArray(F, w, 5 * step + c);
    FloatVector w20 = FloatVector.fromArray(F, w, 6 * step + c);
    FloatVector w21 = FloatVector.fromArray(F, w, 7 * step + c);
    FloatVector w22 = FloatVector.fromArray(F, w, 8 * step + c);
    FloatVector bias = FloatVector.fromArray(F, weights.bias(), c);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int pad = geometry.padLeft();
    int whole = Math.min(geometry.ow(), (geometry.iw() - 3 + pad) / 2 + 1);
    int o = o0 + c;
    FloatVector a0 = bias;
    if (pad == 0) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      FloatVector x1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      FloatVector x2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      a0 = x0.fma(w00, a0);
      a0 = x1.fma(w10, a0);
      a0 = x2.fma(w20, a0);
    }
    for (int ox = 0; ox < whole; ox++) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      FloatVector x1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      FloatVector x2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      a0 = x0.fma(w01, a0);
      a0 = x1.fma(w11, a0);
      a0 = x2.fma(w21, a0);
      FloatVector z0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      FloatVector z1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      FloatVector z2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      a0 = z0.fma(w02, a0);
      a0 = z1.fma(w12, a0);
      a0 = z2.fma(w22, a0);
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
      o += step;
      a0 = z0.fma(w00, bias);
      a0 = z1.fma(w10, a0);
      a0 = z2.fma(w20, a0);
    }
    if (whole < geometry.ow()) {
      FloatVector x0 = FloatVector.fromArray(F, r0, i0);
      i0 += d0;
      FloatVector x1 = FloatVector.fromArray(F, r1, i1);
      i1 += d1;
      FloatVector x2 = FloatVector.fromArray(F, r2, i2);
      i2 += d2;
      a0 = x0.fma(w01, a0);
      a0 = x1.fma(w11, a0);
      a0 = x2.fma(w21, a0);
      a0.blend(low, a0.compare(LE, low)).blend(high, a0.compare(GT, high)).intoArray(out, o);
    }
  }
}
