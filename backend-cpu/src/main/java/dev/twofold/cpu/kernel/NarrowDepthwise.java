package dev.twofold.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Rows of depthwise convolutions with fewer channels than a vector has elements, with stride 1.
final class NarrowDepthwise {

  // A vector goes over the channels of several pixels:
  //
  //     out   r0 g0 b0 r1 g1 b1 r2 ...      the tap one column to the right of all of them is the
  //     in    r0 g0 b0 r1 g1 b1 r2 ...      same vector, loaded 3 elements later
  //
  // What changes from vector to vector is which channel comes first. Weights are repeated in
  // memory, so that those for any first channel are one load: element p of a row begins with
  // channel p mod C. Pixels that see the border at the left or right are computed one by one.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private NarrowDepthwise() {}

  /// One output row, not clipped.
  static void row(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy) {
    int channels = geometry.oc();
    int reach = (geometry.kw() - 1) * geometry.dilationW();
    int inside = Math.min(geometry.ow(), geometry.padLeft());
    int end = Math.max(inside, Math.min(geometry.ow(), geometry.iw() + geometry.padLeft() - reach));
    int from = inside * channels;
    int to = end * channels;
    if (to - from < L) {
      pixels(geometry, weights, in, image, out, o0, oy, 0, geometry.ow());
      return;
    }
    pixels(geometry, weights, in, image, out, o0, oy, 0, inside);
    for (int p = from; p < to - L; p += L) {
      vector(geometry, weights, in, image, out, o0, oy, p);
    }
    vector(geometry, weights, in, image, out, o0, oy, to - L);
    pixels(geometry, weights, in, image, out, o0, oy, end, geometry.ow());
  }

  private static void pixels(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy,
      int from,
      int to) {
    for (int ox = from; ox < to; ox++) {
      ScalarDepthwise.pixel(geometry, weights, in, image, out, o0 + ox * geometry.oc(), oy, ox);
    }
  }

  /// The elements of a row from `p`, all of whose taps lie inside of their rows.
  private static void vector(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy,
      int p) {
    int channels = geometry.oc();
    int first = p % channels;
    int row = geometry.inputRow();
    int right = geometry.dilationW() * channels;
    int step = weights.repeatedStep();
    int down = geometry.dilationH() * row;
    int rowTo = geometry.kernelRowTo(oy);
    int kernelRow = geometry.kernelRowFrom(oy);
    int y = oy * geometry.strideH() - geometry.padTop() + kernelRow * geometry.dilationH();
    int left = image + y * row + p - geometry.padLeft() * channels;
    int tap = kernelRow * geometry.kw() * step + first;
    float[] w = weights.repeated();
    FloatVector sum = FloatVector.fromArray(F, weights.repeatedBias(), first);
    for (; kernelRow < rowTo; kernelRow++, left += down) {
      int at = left;
      for (int kw = 0; kw < geometry.kw(); kw++, at += right, tap += step) {
        sum = FloatVector.fromArray(F, in, at).fma(FloatVector.fromArray(F, w, tap), sum);
      }
    }
    sum.intoArray(out, o0 + p);
  }
}
