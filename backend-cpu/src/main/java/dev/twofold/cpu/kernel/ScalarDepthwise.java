package dev.twofold.cpu.kernel;

/// The twin of [VectorDepthwise] without vectors.
final class ScalarDepthwise implements Depthwise {

  @Override
  public String loop(ConvGeometry geometry) {
    return "scalar";
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
