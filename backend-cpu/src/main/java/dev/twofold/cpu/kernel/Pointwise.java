package dev.twofold.cpu.kernel;

/// A pointwise convolution or linear layer: a matrix product over pixels, with its finish.
public final class Pointwise {

  // Pixels are taken in blocks whose inputs (and outputs, if they are visited again) fill a quarter
  // of the second cache, so that they are still there when the next panel of weights comes by.

  private static final int BLOCK_FLOATS = 65536;
  private static final int MULTIPLE = 12;

  private final Kernels kernels;
  private final PackedWeights weights;
  private final GemmShape shape;
  private final Finish rest;
  private final int mostPixels;

  /// A prepared convolution of dense pixels.
  ///
  /// @param weights rows are input channels, columns are output channels
  public Pointwise(Kernels kernels, PackedWeights weights, Finish finish) {
    int k = weights.k();
    int n = weights.panels().columns();
    this.kernels = kernels;
    this.weights = weights;
    this.shape = new GemmShape(k, k, n, finish.lo(), finish.hi());
    this.rest = finish.afterClip();
    int floats = rest.isNone() ? k : k + n;
    this.mostPixels = Math.max(MULTIPLE, BLOCK_FLOATS / floats);
  }

  /// The number of panels that the output channels are cut into.
  public int panels() {
    return weights.panels().count();
  }

  /// The size of the packed weights, in bytes.
  public long weightBytes() {
    return weights.bytes();
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return kernels.gemm().scratchElements();
  }

  /// Computes some panels of some pixels.
  ///
  /// @param in all pixels from `i0`
  /// @param residual all pixels of the residual from `r0`, if the finish adds one
  /// @param out all pixels from `o0`
  /// @param pixelFrom the first pixel
  /// @param pixelTo the pixel after the last
  /// @param panelFrom the first panel
  /// @param panelTo the panel after the last
  /// @param workspace scratch memory from `w0`
  public void run(
      float[] in,
      int i0,
      float[] residual,
      int r0,
      float[] out,
      int o0,
      int pixelFrom,
      int pixelTo,
      int panelFrom,
      int panelTo,
      float[] workspace,
      int w0) {
    int n = shape.ldc();
    int some = block(pixelTo - pixelFrom);
    for (int pixel = pixelFrom; pixel < pixelTo; pixel += some) {
      int rows = Math.min(some, pixelTo - pixel);
      int a0 = i0 + pixel * shape.lda();
      int c0 = o0 + pixel * n;
      kernels
          .gemm()
          .multiply(shape, in, a0, weights, panelFrom, panelTo, out, c0, rows, workspace, w0);
      if (!rest.isNone()) {
        Panels panels = weights.panels();
        int r1 = r0 + pixel * n;
        finish(kernels, rest, panels, panelFrom, panelTo, out, c0, residual, r1, rows);
      }
    }
  }

  /// The pixels of a block: every block reads all weights, so there are as few as possible, and none
  /// has only a few pixels.
  private int block(int pixels) {
    if (pixels <= mostPixels) {
      return pixels;
    }
    int blocks = (pixels + mostPixels - 1) / mostPixels;
    int even = (pixels + blocks - 1) / blocks;
    return (even + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
  }

  /// What is left to do to some panels of pixels.
  static void finish(
      Kernels kernels,
      Finish rest,
      Panels panels,
      int panelFrom,
      int panelTo,
      float[] out,
      int c0,
      float[] residual,
      int r0,
      int rows) {
    int n = panels.columns();
    int first = panels.first(panelFrom);
    int width = panels.first(panelTo) - first;
    if (width == n) {
      kernels.rows().finish(rest, out, c0, residual, r0, rows * n);
      return;
    }
    for (int row = 0; row < rows; row++) {
      int at = row * n + first;
      kernels.rows().finish(rest, out, c0 + at, residual, r0 + at, width);
    }
  }
}
