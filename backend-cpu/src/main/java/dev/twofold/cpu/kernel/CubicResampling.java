package dev.twofold.cpu.kernel;

/// Resampling of images by four rows and four columns with any weights.
public final class CubicResampling {

  // First the four rows are mixed along all their columns, into workspace, then the four columns:
  // eight multiply-adds for an output instead of 20 where the size stays as it is, and long runs.

  private static final int TAPS = 4;

  private final Kernels kernels;
  private final int ih;
  private final int iw;
  private final int channels;
  private final Axis rows;
  private final Axis columns;

  /// What the outputs along one axis are mixed from.
  ///
  /// @param taps four inputs for each output
  /// @param weights and what they weigh
  public record Axis(int[] taps, float[] weights) {}

  /// Resampling of images of `ih x iw` pixels.
  public CubicResampling(Kernels kernels, int ih, int iw, int channels, Axis rows, Axis columns) {
    this.kernels = kernels;
    this.ih = ih;
    this.iw = iw;
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return iw * channels;
  }

  /// Computes rows of the output.
  ///
  /// @param in the input images from `i0`
  /// @param out the output images from `o0`
  /// @param from the first row, counted over all images
  /// @param to the row after the last
  /// @param workspace scratch memory from `w0`
  public void run(
      float[] in, int i0, float[] out, int o0, int from, int to, float[] workspace, int w0) {
    int oh = rows.taps().length / TAPS;
    int ow = columns.taps().length / TAPS;
    int row = iw * channels;
    for (int y = from; y < to; y++) {
      int image = i0 + y / oh * ih * row;
      mix(rows, y % oh, in, image, row, workspace, w0, row);
      for (int x = 0; x < ow; x++) {
        mix(columns, x, workspace, w0, channels, out, o0 + (y * ow + x) * channels, channels);
      }
    }
  }

  private void mix(Axis axis, int place, float[] in, int i0, int step, float[] out, int o0, int n) {
    int at = TAPS * place;
    int[] taps = axis.taps();
    float[] weights = axis.weights();
    kernels
        .rows()
        .mixFour(
            in,
            i0 + taps[at] * step,
            i0 + taps[at + 1] * step,
            i0 + taps[at + 2] * step,
            i0 + taps[at + 3] * step,
            weights[at],
            weights[at + 1],
            weights[at + 2],
            weights[at + 3],
            out,
            o0,
            n);
  }
}
