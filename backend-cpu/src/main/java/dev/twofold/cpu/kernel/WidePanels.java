package dev.twofold.cpu.kernel;

/// Panels of matrix products from tiles of six and four rows.
final class WidePanels {

  /// The rows of the highest tap tile, and so the fewest that all tap tiles can be laid over.
  static final int MOST_TAP_ROWS = 16;

  private static final int L = Species.WIDE_LENGTH;

  private WidePanels() {}

  static void multiply(
      GemmShape shape,
      float[] a,
      int a0,
      int width,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int last,
      int rows) {
    int vectors = width / L;
    int height;
    for (int row = 0; row < rows; row += height) {
      height = sixOrFour(rows - row);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      if (height == 6) {
        six(vectors, a, ar, w, w0, bias, b0, c, cr, ldc, last, shape);
      } else {
        four(shape, vectors, a, ar, w, w0, bias, b0, c, cr, ldc, last, Math.min(4, rows - row));
      }
    }
  }

  private static void six(
      int vectors,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int last,
      GemmShape shape) {
    switch (vectors) {
      case 4 -> WideTiles4.tile6x4(a, a0, w, w0, bias, b0, c, c0, ldc, last, shape);
      case 3 -> WideTiles3.tile6x3(a, a0, w, w0, bias, b0, c, c0, ldc, last, shape);
      case 2 -> WideTiles2.tile6x2(a, a0, w, w0, bias, b0, c, c0, ldc, last, shape);
      default -> WideTiles1.tile6x1(a, a0, w, w0, bias, b0, c, c0, ldc, shape);
    }
  }

  private static void four(
      GemmShape shape,
      int vectors,
      float[] a,
      int a0,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int ldc,
      int last,
      int rows) {
    switch (vectors) {
      case 4 -> WideTiles4.tile4x4(shape, a, a0, w, w0, bias, b0, c, c0, ldc, last, rows);
      case 3 -> WideTiles3.tile4x3(shape, a, a0, w, w0, bias, b0, c, c0, ldc, last, rows);
      case 2 -> WideTiles2.tile4x2(shape, a, a0, w, w0, bias, b0, c, c0, ldc, last, rows);
      default -> WideTiles1.tile4x1(shape, a, a0, w, w0, bias, b0, c, c0, ldc, rows);
    }
  }

  /// The height of the next tile: 6, but 4 where that leaves fewer rows to repeat.
  static int sixOrFour(int rows) {
    return rows >= 6 && rows != 7 && rows != 8 && rows != 11 ? 6 : 4;
  }

  /// The rows of the tap tile of so many vectors: what registers there are hold their sums, and the 112
  /// columns behind most first convolutions are a multiple of 8 and 16 (two vectors: 139 us, 155 with 6
  /// and 150 with 12 rows; one: 105, 140 with 6, 120 with 8 and 114 with 12).
  static int tapRows(int vectors) {
    return switch (vectors) {
      case 4 -> 6;
      case 3 -> 8;
      case 2 -> Species.MANY_REGISTERS ? 8 : 6;
      default -> MOST_TAP_ROWS;
    };
  }

  /// One tap tile.
  static void taps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      PackedWeights packed,
      int panel,
      float[] c,
      int c0,
      int ldc) {
    float[] w = packed.data();
    int w0 = packed.dataOffset(panel);
    float[] bias = packed.bias();
    int b0 = packed.biasOffset(panel);
    int last = packed.panels().last(panel);
    switch (packed.panels().width(panel) / L) {
      case 4 -> WideTapTiles.tile6x4(taps, a, a0, w, w0, bias, b0, c, c0, ldc, last, shape);
      case 3 -> WideTapTiles.tile8x3(taps, a, a0, w, w0, bias, b0, c, c0, ldc, last, shape);
      case 2 -> {
        if (Species.MANY_REGISTERS) {
          WideTapTiles.tile8x2(taps, a, a0, w, w0, bias, b0, c, c0, ldc, last, shape);
        } else {
          WideTapTiles.tile6x2(taps, a, a0, w, w0, bias, b0, c, c0, ldc, last, shape);
        }
      }
      default -> WideTapTiles.tile16x1(taps, a, a0, w, w0, bias, b0, c, c0, ldc, shape);
    }
  }
}
