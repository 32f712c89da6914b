package dev.twofold.cpu.kernel;

/// Transposes matrices element by element.
final class ScalarTransposition implements Transposition {

  // Blocks of 16 x 16, so that the lines read and the lines written both stay in the first cache.

  private static final int BLOCK = 16;

  @Override
  public void run(
      float[] in,
      int i0,
      int rows,
      int columns,
      float[] out,
      int o0,
      int rowFrom,
      int rowTo,
      int columnFrom,
      int columnTo) {
    for (int column = columnFrom; column < columnTo; column += BLOCK) {
      int columnEnd = Math.min(columnTo, column + BLOCK);
      for (int row = rowFrom; row < rowTo; row += BLOCK) {
        int rowEnd = Math.min(rowTo, row + BLOCK);
        for (int c = column; c < columnEnd; c++) {
          for (int r = row; r < rowEnd; r++) {
            out[o0 + c * rows + r] = in[i0 + r * columns + c];
          }
        }
      }
    }
  }

  @Override
  public void everySecond(float[] in, int i0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = in[i0 + 2 * i];
    }
  }
}
