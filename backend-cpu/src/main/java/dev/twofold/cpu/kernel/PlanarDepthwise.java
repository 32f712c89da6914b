package dev.twofold.cpu.kernel;

import java.util.Arrays;

/// A 3 x 3 depthwise convolution of `NCHW` images, with its clip.
public final class PlanarDepthwise {

  // Rows pass through scratch memory in bands, which stay in the first cache:
  //
  //     plane                 rows with zeros around them          plane
  //     ┌──────────┐          ┌────────────┐                       ┌──────────┐
  //     │ rows + 2 │  ─────>  │ 0 rows + 2 │  ──────────────────>  │   rows   │
  //     └──────────┘   copy   └────────────┘  strips of columns    └──────────┘

  private static final int BAND_ELEMENTS = 4096;
  private static final int TAPS = 9;

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final PlaneRows rows;
  private final float[] weights;
  private final float lo;
  private final float hi;
  private final int bandRows;

  /// Packs weights.
  ///
  /// @param geometry one that [PlaneRows#take] says yes to
  /// @param weights `[oc, 1, 3, 3]`
  /// @param bias one element per channel
  /// @param finish its clip is applied, the rest is left to the caller
  public PlanarDepthwise(
      Kernels kernels, ConvGeometry geometry, float[] weights, float[] bias, Finish finish) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.rows = new PlaneRows(geometry);
    this.weights = new float[geometry.oc() * (TAPS + 1)];
    for (int c = 0; c < geometry.oc(); c++) {
      System.arraycopy(weights, c * TAPS, this.weights, c * (TAPS + 1), TAPS);
      this.weights[c * (TAPS + 1) + TAPS] = bias[c];
    }
    this.lo = finish.lo();
    this.hi = finish.hi();
    int some = (BAND_ELEMENTS / rows.pitch() - 2) / geometry.strideH();
    this.bandRows = Math.clamp(some, 1, geometry.oh());
  }

  /// The size of the packed weights, in bytes.
  public long weightBytes() {
    return 4L * weights.length;
  }

  /// The floats of workspace that [#prepare] and [#run] need.
  public int workspaceElements() {
    return inputRows(bandRows) * rows.pitch();
  }

  private int inputRows(int outputRows) {
    return (outputRows - 1) * geometry.strideH() + 3;
  }

  /// Elements that [#run] may write behind its last row.
  public int slack() {
    return rows.slack();
  }

  /// Fills the workspace with what [#run] expects around the rows.
  ///
  /// @param workspace scratch memory from `w0`
  public void prepare(float[] workspace, int w0) {
    Arrays.fill(workspace, w0, w0 + workspaceElements(), 0);
  }

  /// Computes rows of one plane.
  ///
  /// @param channel the plane's channel
  /// @param in the plane from `i0`
  /// @param out receives the rows, the first one at `o0`, and [#slack] elements that mean nothing
  /// @param from the first row
  /// @param to the row after the last
  /// @param workspace scratch memory from `w0` that was prepared, and used for nothing else since
  public void run(
      int channel,
      float[] in,
      int i0,
      float[] out,
      int o0,
      int from,
      int to,
      float[] workspace,
      int w0) {
    int w = channel * (TAPS + 1);
    for (int row = from; row < to; row += bandRows) {
      int count = Math.min(bandRows, to - row);
      border(in, i0, row * geometry.strideH() - geometry.padTop(), inputRows(count), workspace, w0);
      int o = o0 + (row - from) * geometry.ow();
      kernels.planes().convolve(rows, workspace, w0, weights, w, lo, hi, out, o, count);
    }
  }

  /// Copies input rows, of which some may lie outside the plane.
  private void border(float[] in, int i0, int y, int count, float[] workspace, int w0) {
    int first = Math.clamp(-y, 0, count);
    int end = Math.clamp(geometry.ih() - y, first, count);
    int pitch = rows.pitch();
    Arrays.fill(workspace, w0, w0 + first * pitch, 0);
    int at = w0 + first * pitch;
    kernels.planes().border(rows, in, i0 + (y + first) * geometry.iw(), workspace, at, end - first);
    Arrays.fill(workspace, w0 + end * pitch, w0 + count * pitch, 0);
  }
}
