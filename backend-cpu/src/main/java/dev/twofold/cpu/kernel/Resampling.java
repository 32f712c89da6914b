package dev.twofold.cpu.kernel;

/// Bilinear resampling of images.
public final class Resampling {

  private final Kernels kernels;
  private final int ih;
  private final int iw;
  private final int channels;
  private final Axis rows;
  private final Axis columns;

  /// Where the outputs along one axis come from: output `i` is `weight[i]` of the way from input
  /// `before[i]` to input `after[i]`.
  ///
  /// @param before the input before each output
  /// @param after the input after each output
  /// @param weight the share of the latter
  public record Axis(int[] before, int[] after, float[] weight) {}

  /// Resampling of images of `ih x iw` pixels.
  public Resampling(Kernels kernels, int ih, int iw, int channels, Axis rows, Axis columns) {
    this.kernels = kernels;
    this.ih = ih;
    this.iw = iw;
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
  }

  /// Computes rows of the output.
  ///
  /// @param in the input images from `i0`
  /// @param out the output images from `o0`
  /// @param from the first row, counted over all images
  /// @param to the row after the last
  public void run(float[] in, int i0, float[] out, int o0, int from, int to) {
    int oh = rows.weight().length;
    int ow = columns.weight().length;
    for (int row = from; row < to; row++) {
      int oy = row % oh;
      int image = i0 + row / oh * ih * iw * channels;
      int top = image + rows.before()[oy] * iw * channels;
      int bottom = image + rows.after()[oy] * iw * channels;
      float ty = rows.weight()[oy];
      int o1 = o0 + row * ow * channels;
      for (int ox = 0; ox < ow; ox++) {
        int left = columns.before()[ox] * channels;
        int right = columns.after()[ox] * channels;
        float tx = columns.weight()[ox];
        pixel(in, top + left, top + right, bottom + left, bottom + right, tx, ty, out, o1);
        o1 += channels;
      }
    }
  }

  /// One pixel. What has no weight is not read: an infinity there must not become NaN.
  private void pixel(
      float[] in, int p00, int p01, int p10, int p11, float tx, float ty, float[] out, int o0) {
    if (tx != 0 && ty != 0) {
      kernels.rows().bilinear(in, p00, p01, p10, p11, tx, ty, out, o0, channels);
    } else if (tx != 0) {
      kernels.rows().mix(in, p00, p01, tx, out, o0, channels);
    } else if (ty != 0) {
      kernels.rows().mix(in, p00, p10, ty, out, o0, channels);
    } else {
      System.arraycopy(in, p00, out, o0, channels);
    }
  }
}
