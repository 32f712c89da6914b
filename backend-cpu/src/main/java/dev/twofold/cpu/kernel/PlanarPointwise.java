package dev.twofold.cpu.kernel;

/// A pointwise convolution of `NCHW` images: a matrix product whose columns are pixels.
public final class PlanarPointwise {

  // The weights are the left matrix, which tiles broadcast, and pixels are packed into panels:
  //
  //     output channels x (1 + k)          (1 + k) x pixels            output channels x pixels
  //     ┌───┬───────────┐                  ┌ 1 1 1 1 ... ┐             ┌─────────────┐
  //     │ b │  weights  │        x         │ c0 pixels   │     ──>     │   planes    │
  //     └───┴───────────┘                  └ c1 pixels   ┘             └─────────────┘
  //
  // Tiles begin with a bias per column; here it is one per row, so it is a factor of a row of ones:
  // sums are the same to the bit.

  private final Kernels kernels;
  private final Panels[] panels;
  private final float[] weights;
  private final int k;
  private final int outputs;
  private final int plane;
  private final GemmShape shape;
  private final Finish rest;

  /// Packs weights.
  ///
  /// @param outputs output channels
  /// @param k input channels
  /// @param weights `[outputs, k]`
  /// @param bias one element per output channel
  /// @param columns pixels of a row
  /// @param rows the most rows that [#run] is given
  /// @param plane pixels of an output plane
  public PlanarPointwise(
      Kernels kernels,
      int outputs,
      int k,
      float[] weights,
      float[] bias,
      int columns,
      int rows,
      int plane,
      Finish finish) {
    this.kernels = kernels;
    this.outputs = outputs;
    this.k = k + 1;
    this.plane = plane;
    this.weights = new float[outputs * this.k];
    for (int o = 0; o < outputs; o++) {
      this.weights[o * this.k] = bias[o];
      System.arraycopy(weights, o * k, this.weights, o * this.k + 1, k);
    }
    this.panels = new Panels[rows + 1];
    for (int count = 0; count <= rows; count++) {
      panels[count] = kernels.gemm().packedPanels(this.k, count * columns);
    }
    this.shape = new GemmShape(this.k, this.k, plane, finish.lo(), finish.hi());
    this.rest = finish.afterClip();
  }

  /// The size of the packed weights, in bytes.
  public long weightBytes() {
    return 4L * weights.length;
  }

  /// The floats of memory that hold so many packed rows of pixels.
  public int packedElements(int rows) {
    return panels[rows].paddedColumns() * k;
  }

  /// The floats of scratch memory that [#run] needs.
  public int workspaceElements() {
    return kernels.gemm().scratchElements();
  }

  /// Packs the ones behind which pixels follow.
  public void packOnes(int rows, float[] packed, int p0) {
    Panels cut = panels[rows];
    for (int panel = 0; panel < cut.count(); panel++) {
      int at = p0 + cut.first(panel) * k;
      java.util.Arrays.fill(packed, at, at + cut.width(panel), 1);
    }
  }

  /// Packs rows of pixels of an input channel.
  public void pack(int channel, float[] pixels, int i0, int rows, float[] packed, int p0) {
    kernels.planes().pack(panels[rows], pixels, i0, packed, p0, k, channel + 1);
  }

  /// Computes rows of all output planes.
  ///
  /// @param packed the packed rows from `p0`
  /// @param residual the first plane's rows from `r0`, if the finish adds one
  /// @param out the first plane's rows from `o0`
  /// @param workspace scratch memory from `w0`
  public void run(
      float[] packed,
      int p0,
      float[] residual,
      int r0,
      float[] out,
      int o0,
      int rows,
      float[] workspace,
      int w0) {
    Panels cut = panels[rows];
    kernels
        .gemm()
        .multiplyPacked(shape, weights, 0, cut, packed, p0, out, o0, outputs, workspace, w0);
    if (!rest.isNone()) {
      for (int at = 0; at < outputs * plane; at += plane) {
        kernels.rows().finish(rest, out, o0 + at, residual, r0 + at, cut.columns());
      }
    }
  }
}
