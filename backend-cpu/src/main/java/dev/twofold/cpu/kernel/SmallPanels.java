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
      height = rows - row >= 6 ? 6 : 4;
      int ar = a0 + row * shape.lda();
      int cr = c0 + row * ldc;
      if (height == 6) {
        SmallTiles.tile6x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last);
      } else {
        int some = Math.min(height, rows - row);
        SmallTiles.tile4x2(shape, a, ar, w, w0, bias, b0, c, cr, ldc, last, some);
      }
      clip(shape, c, cr, ldc, Math.min(height, rows - row), last + L);
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
        SmallTiles.tile12x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc);
      } else {
        int some = Math.min(height, rows - row);
        SmallTiles.tile4x1(shape, a, ar, w, w0, bias, b0, c, cr, ldc, some);
      }
      clip(shape, c, cr, ldc, Math.min(height, rows - row), L);
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
      clip(shape, c, c0, ldc, 12, L);
    } else {
      SmallTapTiles.tile6x2(shape, taps, a, a0, step, w, w0, bias, b0, c, c0, ldc, last);
      clip(shape, c, c0, ldc, 6, last + L);
    }
  }

  private static void clip(GemmShape shape, float[] c, int c0, int ldc, int rows, int columns) {
    if (shape.clips()) {
      for (int row = 0; row < rows; row++) {
        VectorRowOps.clip(shape.lo(), shape.hi(), c, c0 + row * ldc, columns);
      }
    }
  }
}
