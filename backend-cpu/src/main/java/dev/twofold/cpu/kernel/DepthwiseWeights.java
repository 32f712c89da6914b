package dev.twofold.cpu.kernel;

/// The weights of a depthwise convolution, channels fastest, and the bias.
public final class DepthwiseWeights {

  private final int channels;
  private final float[] data;
  private final float[] bias;
  private final float[] zeros;

  private DepthwiseWeights(int channels, float[] data, float[] bias, float[] zeros) {
    this.channels = channels;
    this.data = data;
    this.bias = bias;
    this.zeros = zeros;
  }

  /// Packs weights.
  ///
  /// @param weights `[oc, 1, kh, kw]` from `w0`
  /// @param bias one element per output channel from `b0`
  public static DepthwiseWeights of(
      ConvGeometry geometry, float[] weights, int w0, float[] bias, int b0) {
    int channels = geometry.oc();
    int taps = geometry.kh() * geometry.kw();
    float[] data = new float[taps * channels];
    for (int c = 0; c < channels; c++) {
      for (int tap = 0; tap < taps; tap++) {
        data[tap * channels + c] = weights[w0 + c * taps + tap];
      }
    }
    float[] own = new float[channels];
    System.arraycopy(bias, b0, own, 0, channels);
    return new DepthwiseWeights(channels, data, own, new float[64]);
  }

  /// The size in memory, in bytes.
  public long bytes() {
    return 4L * (data.length + bias.length + zeros.length);
  }

  int channels() {
    return channels;
  }

  /// `[kh, kw, oc]`.
  float[] data() {
    return data;
  }

  float[] bias() {
    return bias;
  }

  /// What a row outside the input is read from, over and over.
  float[] zeros() {
    return zeros;
  }
}
