package dev.twofold.cpu.kernel;

/// Matrix products with vectors.
final class VectorGemm implements Gemm {

  // Loop order: panel, then tiles of rows, then k inside the tile. A panel of weights (k x 64
  // floats) stays in the second cache while the rows pass by; the caller keeps the rows few enough
  // to stay there too. The columns are cut into panels whose widths name their tiles:
  //
  //     32 registers (512-bit vectors):  4 vectors = 6x4, 3 = 6x3, 2 = 6x2, 1 = 6x1
  //     16 registers (shorter ones):     2 vectors = 6x2, 1 = 6x1
  //
  // as with 16 registers where a wide panel would fill more than three quarters of the second
  // cache (Zen 5, 3 x 3 windows: 256 channels 940 us in wide panels and 1092 in narrow ones, 512
  // channels 1153 and 998; docs/kernels.md).
  //
  // What remains of the rows is done by tiles of four rows and the same width, so that no tile has
  // a masked or branching loop. Fewer columns than one vector go through scratch memory.

  private static final int L = Species.WIDE_LENGTH;
  private static final int HEIGHT = 6;
  private static final int MOST_PANEL_FLOATS = 196608;
  private static final float[] NO_BIAS = new float[4 * L];

  @Override
  public Panels panels(int k, int columns) {
    if (!Species.MANY_REGISTERS || (long) k * 4 * L > MOST_PANEL_FLOATS) {
      int pairs = columns / (2 * L);
      int rest = columns - pairs * 2 * L;
      return rest == 0
          ? Panels.repeated(columns, L, 2 * L, pairs)
          : Panels.repeated(columns, L, 2 * L, pairs, rest <= L ? L : 2 * L);
    }
    int wide = columns / (4 * L);
    int rest = (columns - wide * 4 * L + L - 1) / L;
    if (rest == 0) {
      return Panels.repeated(columns, L, 4 * L, wide);
    }
    return rest == 1 && wide > 0
        ? Panels.repeated(columns, L, 4 * L, wide - 1, 2 * L, 3 * L)
        : Panels.repeated(columns, L, 4 * L, wide, rest * L);
  }

  @Override
  public Panels packedPanels(int k, int columns) {
    return panels(k, columns);
  }

  @Override
  public int scratchElements() {
    return WidePanels.MOST_TAP_ROWS * L;
  }

  @Override
  public String tile(int k, int columns) {
    int vectors = panels(k, columns).width(0) / L;
    return HEIGHT + "x" + vectors;
  }

  @Override
  public int everyHeight(int width) {
    return HEIGHT + 4;
  }

  @Override
  public void multiply(
      GemmShape shape,
      float[] a,
      int a0,
      PackedWeights w,
      int from,
      int to,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    for (int panel = from; panel < to; panel++) {
      int c1 = c0 + w.panels().first(panel);
      if (w.panels().used(panel) >= L) {
        panel(shape, a, a0, w, panel, c, c1, shape.ldc(), rows);
        continue;
      }
      for (int row = 0; row < rows; row += HEIGHT) {
        int count = Math.min(HEIGHT, rows - row);
        panel(shape, a, a0 + row * shape.lda(), w, panel, scratch, s0, L, count);
        copy(scratch, s0, w.panels().used(panel), c, c1 + row * shape.ldc(), shape.ldc(), count);
      }
    }
  }

  @Override
  public void multiplyPacked(
      GemmShape shape,
      float[] a,
      int a0,
      Panels panels,
      float[] w,
      int w0,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int w1 = w0 + panels.first(panel) * shape.k();
      int c1 = c0 + panels.begin(panel);
      int last = panels.last(panel);
      WidePanels.multiply(shape, a, a0, width, w, w1, NO_BIAS, 0, c, c1, shape.ldc(), last, rows);
    }
  }

  private static void panel(
      GemmShape shape,
      float[] a,
      int a0,
      PackedWeights packed,
      int panel,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int width = packed.panels().width(panel);
    float[] w = packed.data();
    int w0 = packed.dataOffset(panel);
    float[] bias = packed.bias();
    int b0 = packed.biasOffset(panel);
    int last = packed.panels().last(panel);
    WidePanels.multiply(shape, a, a0, width, w, w0, bias, b0, c, c0, ldc, last, rows);
  }

  @Override
  public String tapTile(int columns) {
    int vectors = panels(1, columns).width(0) / L;
    return WidePanels.tapRows(vectors) + "x" + vectors;
  }

  @Override
  public int fewestTapRows() {
    return WidePanels.MOST_TAP_ROWS;
  }

  @Override
  public void multiplyTaps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      PackedWeights w,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    for (int panel = 0; panel < w.panels().count(); panel++) {
      int used = w.panels().used(panel);
      int c1 = c0 + w.panels().first(panel);
      int height = WidePanels.tapRows(w.panels().width(panel) / L);
      for (int row = 0; row < rows; row += height) {
        int start = Math.min(row, rows - height);
        int a1 = a0 + start;
        int at = c1 + start * shape.ldc();
        if (used >= L) {
          WidePanels.taps(shape, taps, a, a1, w, panel, c, at, shape.ldc());
        } else {
          WidePanels.taps(shape, taps, a, a1, w, panel, scratch, s0, L);
          copy(scratch, s0, used, c, at, shape.ldc(), height);
        }
      }
    }
  }

  /// Copies rows of one vector without their padding.
  private static void copy(float[] from, int f0, int used, float[] to, int t0, int ldc, int rows) {
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < used; j++) {
        to[t0 + row * ldc + j] = from[f0 + row * L + j];
      }
    }
  }
}
