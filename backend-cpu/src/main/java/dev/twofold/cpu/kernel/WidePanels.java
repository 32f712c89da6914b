package dev.twofold.cpu.kernel;

/// Panels of matrix products from tiles for 32 vector registers.
final class WidePanels {

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
    switch (width / L) {
      case 4 -> four(shape, a, a0, w, w0, bias, b0, c, c0, ldc, last, rows);
      case 3 -> three(shape, a, a0, w, w0, bias, b0, c, c0, ldc, last, rows);
      case 2 -> two(shape, a, a0, w, w0, bias, b0, c, c0, ldc, last, rows);
      default -> one(shape, a, a0, w, w0, bias, b0, c, c0, ldc, rows);
    }
  }

  private static void four(
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
      int last,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = sixFiveFour(rows - row);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      switch (height) {
        case 6 -> WideTiles4.tile6x4(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last);
        case 5 -> WideTiles4.tile5x4(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last);
        default -> {
          int some = Math.min(height, rows - row);
          WideTiles4.tile4x4(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last, some);
        }
      }
    }
  }

  private static void three(
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
      int last,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = rows - row >= 8 ? 8 : 4;
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      if (height == 8) {
        WideTiles3.tile8x3(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last);
      } else {
        int some = Math.min(height, rows - row);
        WideTiles3.tile4x3(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last, some);
      }
    }
  }

  private static void two(
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
      int last,
      int rows) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = rows - row >= 12 ? 12 : 4;
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      if (height == 12) {
        WideTiles2.tile12x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last);
      } else {
        int some = Math.min(height, rows - row);
        WideTiles2.tile4x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last, some);
      }
    }
  }

  private static void one(
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
      height = rows - row >= 12 ? 12 : 4;
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      if (height == 12) {
        WideTiles1.tile12x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      } else {
        int some = Math.min(height, rows - row);
        WideTiles1.tile4x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc, some);
      }
    }
  }

  /// The height of the next tile of four vectors: 6, but 5 or 4 where that leaves no partial tile. 49
  /// rows are four tiles of 6 and five of 5.
  static int sixFiveFour(int rows) {
    return switch (rows) {
      case 1, 2, 3, 4, 7, 8 -> 4;
      case 5, 9, 13 -> 5;
      default -> 6;
    };
  }

  /// One tap tile.
  static void taps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      int step,
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
      case 4 -> WideTapTiles.tile6x4(shape, taps, a, a0, step, w, w0, bias, b0, c, c0, ldc, last);
      case 3 -> WideTapTiles.tile8x3(shape, taps, a, a0, step, w, w0, bias, b0, c, c0, ldc, last);
      case 2 -> WideTapTiles.tile12x2(shape, taps, a, a0, step, w, w0, bias, b0, c, c0, ldc, last);
      default -> WideTapTiles.tile12x1(shape, taps, a, a0, step, w, w0, bias, b0, c, c0, ldc);
    }
  }
}
