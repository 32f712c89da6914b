package dev.twofold.cpu.kernel;

/// Matrix products with vectors.
final class VectorGemm implements Gemm {

  // Loop order: panel, then tiles of rows, then k inside the tile. A panel of weights (k x 64
  // floats)
  // stays in the second cache while the rows pass by; the caller keeps the rows few enough to stay
  // there too. The columns are cut into panels whose widths name their tiles:
  //
  //     512-bit vectors, 32 registers:  64 = 6x4, 32 = 12x2, 24 = 8x3 narrow, 16 = 12x2 narrow,
  //                                     8 = 12x1 narrow (narrow: 256 bits)
  //     shorter vectors, 16 registers:  2 vectors = 6x2, 1 vector = 12x1
  //
  // What remains of the rows is done by smaller tiles of the same width, so that no tile has a
  // masked
  // or branching loop. A last panel wider than its columns goes through scratch memory.

  private static final int N = Species.NARROW_LENGTH;
  private static final int TALLEST = 12;
  private static final int WIDEST = 64;

  @Override
  public Panels panels(int columns) {
    if (!Species.MANY_REGISTERS) {
      int pairs = columns / (2 * N);
      int rest = columns - pairs * 2 * N;
      return rest == 0
          ? Panels.repeated(columns, 2 * N, pairs)
          : Panels.repeated(columns, 2 * N, pairs, rest <= N ? N : 2 * N);
    }
    int wide = columns / (8 * N);
    int rest = (columns - wide * 8 * N + N - 1) / N;
    return switch (rest) {
      case 0 -> Panels.repeated(columns, 8 * N, wide);
      case 1 ->
          wide == 0
              ? new Panels(columns, N)
              : Panels.repeated(columns, 8 * N, wide - 1, 3 * N, 3 * N, 3 * N);
      case 5 -> Panels.repeated(columns, 8 * N, wide, 3 * N, 2 * N);
      case 6 -> Panels.repeated(columns, 8 * N, wide, 3 * N, 3 * N);
      case 7 -> Panels.repeated(columns, 8 * N, wide, 4 * N, 3 * N);
      case 8 -> Panels.repeated(columns, 8 * N, wide + 1);
      default -> Panels.repeated(columns, 8 * N, wide, rest * N);
    };
  }

  @Override
  public int scratchElements() {
    return TALLEST * WIDEST;
  }

  @Override
  public String tile(int columns) {
    int width = panels(columns).width(0);
    if (!Species.MANY_REGISTERS) {
      return width == N ? "12x1" : "6x2";
    }
    return switch (width / N) {
      case 8 -> "6x4";
      case 4 -> "12x2";
      case 3 -> "8x3";
      case 2 -> "12x2_half";
      default -> "12x1_half";
    };
  }

  @Override
  public int everyHeight(int width) {
    if (!Species.MANY_REGISTERS) {
      return width == N ? 12 + 4 + 1 : 6 + 4 + 1;
    }
    return width == 8 * N ? 6 + 5 + 4 : width == 3 * N ? 8 + 4 + 1 : 12 + 4 + 1;
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
      if (w.panels().used(panel) == w.panels().width(panel)) {
        panel(shape, a, a0, w, panel, c, c1, shape.ldc(), rows);
      } else {
        ragged(shape, a, a0, w, panel, c, c1, rows, scratch, s0);
      }
    }
  }

  @Override
  public int fewestTapRows() {
    return TALLEST;
  }

  @Override
  public void multiplyTaps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      int step,
      PackedWeights w,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    for (int panel = 0; panel < w.panels().count(); panel++) {
      int width = w.panels().width(panel);
      int used = w.panels().used(panel);
      int height = tapRows(width);
      int c1 = c0 + w.panels().first(panel);
      for (int row = 0; row < rows; row += height) {
        int start = Math.min(row, rows - height);
        int at = c1 + start * shape.ldc();
        if (used == width) {
          taps(shape, taps, a, a0 + start * step, step, w, panel, c, at, shape.ldc());
        } else {
          taps(shape, taps, a, a0 + start * step, step, w, panel, scratch, s0, width);
          copy(scratch, s0, width, c, at, shape.ldc(), height, used);
        }
      }
    }
  }

  /// The height of the tap tiles of a width. The last tile of a run is moved back to end with it.
  private static int tapRows(int width) {
    if (!Species.MANY_REGISTERS) {
      return width == N ? 12 : 6;
    }
    return width == 8 * N ? 6 : width == 3 * N ? 8 : 12;
  }

  private static void taps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      int step,
      PackedWeights w,
      int panel,
      float[] c,
      int c0,
      int ldc) {
    float[] data = w.data();
    float[] bias = w.bias();
    int w0 = w.dataOffset(panel);
    int b0 = w.biasOffset(panel);
    int width = w.panels().width(panel);
    if (!Species.MANY_REGISTERS) {
      if (width == N) {
        SmallTapTiles.tile12x1(shape, taps, a, a0, step, data, w0, bias, b0, c, c0, ldc);
      } else {
        SmallTapTiles.tile6x2(shape, taps, a, a0, step, data, w0, bias, b0, c, c0, ldc);
      }
      clip(shape, c, c0, ldc, tapRows(width), width);
      return;
    }
    switch (width / N) {
      case 8 -> WideTapTiles.tile6x4(shape, taps, a, a0, step, data, w0, bias, b0, c, c0, ldc);
      case 4 -> WideTapTiles.tile12x2(shape, taps, a, a0, step, data, w0, bias, b0, c, c0, ldc);
      case 3 -> NarrowTapTiles.tile8x3(shape, taps, a, a0, step, data, w0, bias, b0, c, c0, ldc);
      case 2 -> NarrowTapTiles.tile12x2(shape, taps, a, a0, step, data, w0, bias, b0, c, c0, ldc);
      default -> NarrowTapTiles.tile12x1(shape, taps, a, a0, step, data, w0, bias, b0, c, c0, ldc);
    }
  }

  private static void copy(
      float[] from, int f0, int width, float[] to, int t0, int ldc, int rows, int used) {
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < used; j++) {
        to[t0 + row * ldc + j] = from[f0 + row * width + j];
      }
    }
  }

  /// A panel with padding: computed in scratch memory, copied without the padding.
  private static void ragged(
      GemmShape shape,
      float[] a,
      int a0,
      PackedWeights w,
      int panel,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    int width = w.panels().width(panel);
    int used = w.panels().used(panel);
    for (int row = 0; row < rows; row += TALLEST) {
      int count = Math.min(TALLEST, rows - row);
      panel(shape, a, a0 + row * shape.lda(), w, panel, scratch, s0, width, count);
      copy(scratch, s0, width, c, c0 + row * shape.ldc(), shape.ldc(), count, used);
    }
  }

  private static void panel(
      GemmShape shape,
      float[] a,
      int a0,
      PackedWeights w,
      int panel,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    float[] data = w.data();
    float[] bias = w.bias();
    int w0 = w.dataOffset(panel);
    int b0 = w.biasOffset(panel);
    int vectors = w.panels().width(panel) / N;
    if (!Species.MANY_REGISTERS) {
      if (vectors == 2) {
        small2(shape, a, a0, data, w0, bias, b0, c, c0, ldc, rows);
      } else {
        small1(shape, a, a0, data, w0, bias, b0, c, c0, ldc, rows);
      }
      return;
    }
    switch (vectors) {
      case 8 -> wide4(shape, a, a0, data, w0, bias, b0, c, c0, ldc, rows);
      case 4 -> wide2(shape, a, a0, data, w0, bias, b0, c, c0, ldc, rows);
      case 3 -> narrow3(shape, a, a0, data, w0, bias, b0, c, c0, ldc, rows);
      case 2 -> narrow2(shape, a, a0, data, w0, bias, b0, c, c0, ldc, rows);
      default -> narrow1(shape, a, a0, data, w0, bias, b0, c, c0, ldc, rows);
    }
  }

  private static void wide4(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = sixFiveFour(rows - row);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      switch (height) {
        case 6 -> WideTiles4.tile6x4(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        case 5 -> WideTiles4.tile5x4(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        case 4 -> WideTiles4.tile4x4(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        default -> WideTiles4.tile1x4(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      }
    }
  }

  private static void wide2(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = height(rows - row, 12);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      switch (height) {
        case 12 -> WideTiles2.tile12x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        case 4 -> WideTiles2.tile4x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        default -> WideTiles2.tile1x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      }
    }
  }

  private static void narrow3(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = height(rows - row, 8);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      switch (height) {
        case 8 -> NarrowTiles3.tile8x3(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        case 4 -> NarrowTiles3.tile4x3(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        default -> NarrowTiles3.tile1x3(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      }
    }
  }

  private static void narrow2(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = height(rows - row, 12);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      switch (height) {
        case 12 -> NarrowTiles2.tile12x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        case 4 -> NarrowTiles2.tile4x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        default -> NarrowTiles2.tile1x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      }
    }
  }

  private static void narrow1(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = height(rows - row, 12);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      switch (height) {
        case 12 -> NarrowTiles1.tile12x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        case 4 -> NarrowTiles1.tile4x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        default -> NarrowTiles1.tile1x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      }
    }
  }

  private static void small2(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = height(rows - row, 6);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      switch (height) {
        case 6 -> SmallTiles.tile6x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        case 4 -> SmallTiles.tile4x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        default -> SmallTiles.tile1x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      }
      clip(shape, c, cr, ldc, height, 2 * N);
    }
  }

  private static void small1(
      GemmShape shape,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = height(rows - row, 12);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      switch (height) {
        case 12 -> SmallTiles.tile12x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        case 4 -> SmallTiles.tile4x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
        default -> SmallTiles.tile1x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      }
      clip(shape, c, cr, ldc, height, N);
    }
  }

  /// The height of the next tile of four vectors: 6, but 5 or 4 where that leaves no single rows.
  /// 49 rows are four tiles of 6 and five of 5.
  static int sixFiveFour(int rows) {
    return switch (rows) {
      case 1, 2, 3 -> 1;
      case 4, 8 -> 4;
      case 5, 9, 13 -> 5;
      default -> 6;
    };
  }

  /// The height of the next tile of other widths.
  private static int height(int rows, int tallest) {
    return rows >= tallest ? tallest : rows >= 4 ? 4 : 1;
  }

  private static void clip(GemmShape shape, float[] c, int c0, int ldc, int rows, int width) {
    if (shape.clips()) {
      for (int row = 0; row < rows; row++) {
        VectorRowOps.clip(shape.lo(), shape.hi(), c, c0 + row * ldc, width);
      }
    }
  }
}
