package dev.twofold.io;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;

/// How pictures are resized. Both ways are linear with half-pixel centres: output pixel `x` looks
/// at the place `(x + 0.5) * in / out - 0.5` of the input, and its value is computed from the
/// nearest inputs, first along rows, then along columns.
public enum Resampling {
  /// The two nearest pixels per axis, as ONNX Resize (`linear`, `half_pixel`) and PyTorch without
  /// antialiasing. Shrinking skips pixels.
  LINEAR,
  /// As [#LINEAR] when enlarging; when shrinking, the triangle widens until it covers every input
  /// pixel, as PIL's `BILINEAR` and torchvision with `antialias=True` (but not rounded to bytes).
  ANTIALIASED;

  /// Resizes every plane.
  ///
  /// @param picture `[N, C, H, W]`
  /// @param h rows of the output
  /// @param w columns of the output
  /// @return `[N, C, h, w]`; the picture itself if it has that size
  /// @throws IllegalArgumentException if `h` or `w` is below 1
  public Tensor resize(Tensor picture, int h, int w) {
    Shape in = picture.shape();
    Shape out = Shape.nchw(in.n(), in.c(), h, w);
    if (in.equals(out)) {
      return picture;
    }
    float[] from = Layouts.rowMajor(picture).floats();
    Taps columns = new Taps(in.w(), w, this == ANTIALIASED);
    Taps rows = new Taps(in.h(), h, this == ANTIALIASED);
    float[] narrow = new float[Math.toIntExact((long) in.n() * in.c() * in.h() * w)];
    for (int row = 0; row < in.n() * in.c() * in.h(); row++) {
      columns.apply(from, row * in.w(), 1, narrow, row * w, 1);
    }
    float[] to = new float[Math.toIntExact(out.elements())];
    for (int plane = 0; plane < in.n() * in.c(); plane++) {
      for (int x = 0; x < w; x++) {
        rows.apply(narrow, plane * in.h() * w + x, w, to, plane * h * w + x, w);
      }
    }
    return Tensor.of(out, to);
  }

  /// The weights along one axis: output `o` is the sum of `weights[o][i] * input[first[o] + i]`.
  private static final class Taps {

    private final int[] first;
    private final float[][] weights;

    Taps(int in, int out, boolean antialiased) {
      double scale = (double) in / out;
      double reach = antialiased ? Math.max(scale, 1) : 1;
      first = new int[out];
      weights = new float[out][];
      for (int o = 0; o < out; o++) {
        double centre = (o + 0.5) * scale;
        int begin = Math.max((int) (centre - reach + 0.5), 0);
        int end = Math.min((int) (centre + reach + 0.5), in);
        first[o] = begin;
        weights[o] = triangle(begin, end, centre, reach);
      }
    }

    private static float[] triangle(int begin, int end, double centre, double reach) {
      double[] heights = new double[end - begin];
      double sum = 0;
      for (int i = begin; i < end; i++) {
        heights[i - begin] = Math.max(0, 1 - Math.abs((i + 0.5 - centre) / reach));
        sum += heights[i - begin];
      }
      float[] shares = new float[heights.length];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = (float) (heights[i] / sum);
      }
      return shares;
    }

    void apply(float[] from, int start, int step, float[] to, int toStart, int toStep) {
      for (int o = 0; o < first.length; o++) {
        float[] factors = weights[o];
        double sum = 0;
        for (int i = 0; i < factors.length; i++) {
          sum += factors[i] * from[start + (first[o] + i) * step];
        }
        to[toStart + o * toStep] = (float) sum;
      }
    }
  }
}
