package dev.twofold.cpu.kernel;

/// The twin of [VectorDepthwise] without vectors.
final class ScalarDepthwise implements Depthwise {

  // A block of channels at a time, pixel by pixel: what lies under the window is copied to lines of
  // its own, so that C2 makes vectors of the loop over channels (see Lines), and a sum is read and
  // written once for three elements of the window. Windows that there are not enough lines for and
  // channel multipliers take plain loops.

  private static boolean hasLines(ConvGeometry geometry) {
    return geometry.ic() == geometry.oc() && geometry.kh() * geometry.kw() <= Lines.MOST_TAPS;
  }

  @Override
  public String loop(ConvGeometry geometry) {
    return hasLines(geometry) ? "lines_scalar" : "scalar";
  }

  @Override
  public int rowsAtOnce(ConvGeometry geometry) {
    return 1;
  }

  @Override
  public boolean hasPlainTwin(ConvGeometry geometry) {
    return true;
  }

  @Override
  public void rows(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float lo,
      float hi,
      float[] in,
      int i0,
      float[] out,
      int o0,
      int from,
      int to) {
    if (hasLines(geometry)) {
      lines(geometry, weights, lo, hi, in, i0, out, o0, from, to);
      return;
    }
    for (int row = from; row < to; row++) {
      int oy = row % geometry.oh();
      int image = i0 + row / geometry.oh() * geometry.ih() * geometry.inputRow();
      int o1 = o0 + row * geometry.outputRow();
      for (int ox = 0; ox < geometry.ow(); ox++) {
        pixel(geometry, weights, in, image, out, o1 + ox * geometry.oc(), oy, ox);
      }
      ScalarRowOps.clip(lo, hi, out, o1, geometry.outputRow());
    }
  }

  private static void lines(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float lo,
      float hi,
      float[] in,
      int i0,
      float[] out,
      int o0,
      int from,
      int to) {
    Lines lines = Lines.own();
    int channels = geometry.oc();
    int taps = geometry.kh() * geometry.kw();
    for (int c = 0; c < channels; c += Lines.LENGTH) {
      int n = Math.min(Lines.LENGTH, channels - c);
      for (int tap = 0; tap < taps; tap++) {
        System.arraycopy(weights.data(), tap * channels + c, lines.weights[tap], 0, n);
      }
      for (int row = from; row < to; row++) {
        int oy = row % geometry.oh();
        int image = i0 + row / geometry.oh() * geometry.ih() * geometry.inputRow();
        int o1 = o0 + row * geometry.outputRow() + c;
        for (int ox = 0; ox < geometry.ow(); ox++) {
          System.arraycopy(weights.bias(), c, lines.sums[0], 0, n);
          window(geometry, lines, in, image + c, n, oy, ox);
          Lines.clip(lines.sums[0], n, lo, hi);
          System.arraycopy(lines.sums[0], 0, out, o1 + ox * channels, n);
        }
      }
    }
  }

  /// Adds what lies under the window at one pixel.
  private static void window(
      ConvGeometry geometry, Lines lines, float[] in, int image, int n, int oy, int ox) {
    int rowTo = geometry.kernelRowTo(oy);
    int columnFrom = geometry.kernelColumnFrom(ox);
    int columnTo = geometry.kernelColumnTo(ox);
    int x0 = ox * geometry.strideW() - geometry.padLeft();
    float[] sums = lines.sums[0];
    float[][] x = lines.inputs;
    float[][] w = lines.weights;
    for (int kh = geometry.kernelRowFrom(oy); kh < rowTo; kh++) {
      int y = oy * geometry.strideH() - geometry.padTop() + kh * geometry.dilationH();
      int at = image + (y * geometry.iw() + x0) * geometry.ic();
      int step = geometry.dilationW() * geometry.ic();
      int tap = kh * geometry.kw();
      for (int kw = columnFrom; kw < columnTo; kw++) {
        System.arraycopy(in, at + kw * step, x[kw], 0, n);
      }
      int kw = columnFrom;
      for (; kw + 3 <= columnTo; kw += 3) {
        int t = tap + kw;
        Lines.addThree(sums, n, x[kw], w[t], x[kw + 1], w[t + 1], x[kw + 2], w[t + 2]);
      }
      for (; kw < columnTo; kw++) {
        Lines.add(sums, n, x[kw], w[tap + kw]);
      }
    }
  }

  /// One output pixel, tap by tap over all channels.
  static void pixel(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy,
      int ox) {
    int channels = geometry.oc();
    int multiplier = channels / geometry.ic();
    System.arraycopy(weights.bias(), 0, out, o0, channels);
    int rowTo = geometry.kernelRowTo(oy);
    int columnFrom = geometry.kernelColumnFrom(ox);
    int columnTo = geometry.kernelColumnTo(ox);
    for (int kh = geometry.kernelRowFrom(oy); kh < rowTo; kh++) {
      int y = oy * geometry.strideH() - geometry.padTop() + kh * geometry.dilationH();
      for (int kw = columnFrom; kw < columnTo; kw++) {
        int x = ox * geometry.strideW() - geometry.padLeft() + kw * geometry.dilationW();
        int at = image + (y * geometry.iw() + x) * geometry.ic();
        int tap = (kh * geometry.kw() + kw) * channels;
        if (multiplier == 1) {
          accumulate(in, at, weights.data(), tap, out, o0, channels);
        } else {
          expand(in, at, weights.data(), tap, out, o0, channels, multiplier);
        }
      }
    }
  }

  private static void accumulate(
      float[] in, int i0, float[] w, int w0, float[] out, int o0, int channels) {
    for (int c = 0; c < channels; c++) {
      out[o0 + c] += in[i0 + c] * w[w0 + c];
    }
  }

  private static void expand(
      float[] in, int i0, float[] w, int w0, float[] out, int o0, int channels, int multiplier) {
    for (int c = 0; c < channels; c++) {
      out[o0 + c] += in[i0 + c / multiplier] * w[w0 + c];
    }
  }
}
