package dev.twofold.cpu.kernel;

/// Panels of matrix products from tiles for 16 vector registers.
final class SmallPanels {

  private static final int L = Species.WIDE_LENGTH;

  private SmallPanels() {}

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
    if (width == L) {
      one(shape, a, a0, w, w0, bias, b0, c, c0, ldc, rows);
    } else {
      two(shape, a, a0, w, w0, bias, b0, c, c0, ldc, last, rows);
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
      height = sixOrFour(rows - row);
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      if (height == 6) {
        SmallTiles.tile6x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last);
      } else {
        int some = Math.min(height, rows - row);
        SmallTiles.tile4x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last, some);
      }
    }
  }

  /// The height of the next tile of two vectors: 6, but 4 where that leaves fewer rows to repeat.
  private static int sixOrFour(int rows) {
    return rows >= 6 && rows != 7 && rows != 8 ? 6 : 4;
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
        SmallTiles.tile12x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      } else {
        int some = Math.min(height, rows - row);
        SmallTiles.tile4x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc, some);
      }
    }
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
    if (packed.panels().width(panel) == L) {
      SmallTapTiles.tile12x1(shape, taps, a, a0, step, w, w0, bias, b0, c, c0, ldc);
    } else {
      SmallTapTiles.tile6x2(shape, taps, a, a0, step, w, w0, bias, b0, c, c0, ldc, last);
    }
  }
}
