package dev.twofold.cpu.kernel;

/// Transposes matrices, which is what turns `NCHW` into `NHWC` and back.
public final class Relayout {

  // Blocks of 16 x 16, so that the lines read and the lines written both stay in the first cache.

  private static final int BLOCK = 16;

  private Relayout() {}

  /// Transposes some rows of a matrix.
  ///
  /// @param in the matrix of `rows x columns` from `i0`
  /// @param out the matrix of `columns x rows` from `o0`
  /// @param from the first column of the input, which is a row of the output
  /// @param to the column after the last
  public static void transpose(
      float[] in, int i0, int rows, int columns, float[] out, int o0, int from, int to) {
    for (int column = from; column < to; column += BLOCK) {
      int columnEnd = Math.min(to, column + BLOCK);
      for (int row = 0; row < rows; row += BLOCK) {
        int rowEnd = Math.min(rows, row + BLOCK);
        for (int c = column; c < columnEnd; c++) {
          for (int r = row; r < rowEnd; r++) {
            out[o0 + c * rows + r] = in[i0 + r * columns + c];
          }
        }
      }
    }
  }
}
