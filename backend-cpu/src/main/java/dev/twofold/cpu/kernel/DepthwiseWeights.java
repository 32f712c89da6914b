package dev.twofold.cpu.kernel;

/// The weights of a depthwise convolution, channels fastest, and the bias.
public final class DepthwiseWeights {

  /// The longest vector, in elements.
  private static final int MOST_REPEATED = 16;

  private final int channels;
  private final float[] data;
  private final float[] bias;
  private final float[] zeros;
  private final float[] repeated;
  private final float[] repeatedBias;

  private DepthwiseWeights(int channels, float[] data, float[] bias) {
    this.channels = channels;
    this.data = data;
    this.bias = bias;
    this.zeros = new float[64];
    boolean few = channels < MOST_REPEATED;
    this.repeated = few ? repeat(data, channels) : new float[0];
    this.repeatedBias = few ? repeat(bias, channels) : new float[0];
  }

  /// Each run of `channels` elements again and again, until it is a vector longer.
  private static float[] repeat(float[] data, int channels) {
    int length = channels + MOST_REPEATED;
    float[] repeated = new float[data.length / channels * length];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = data[i / length * channels + i % length % channels];
    }
    return repeated;
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
    return new DepthwiseWeights(channels, data, own);
  }

  /// The size in memory, in bytes.
  public long bytes() {
    return 4L * (data.length + bias.length + zeros.length + repeated.length + repeatedBias.length);
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

  /// `[kh, kw, oc + 16]`, each tap's channels over and over; only with fewer than 16 channels.
  float[] repeated() {
    return repeated;
  }

  /// `[oc + 16]`, the bias over and over; only with fewer than 16 channels.
  float[] repeatedBias() {
    return repeatedBias;
  }

  /// Elements from one tap of [#repeated()] to the next.
  int repeatedStep() {
    return channels + MOST_REPEATED;
  }
}
