package dev.twofold.cpu.kernel;

/// Transposes matrices: an image of `C` rows of `H x W` elements is `NCHW`, and one of `H x W` rows of
/// `C` elements is `NHWC`.
public sealed interface Transposition permits VectorTransposition, ScalarTransposition {

  /// Transposes a part of a matrix. Rows and columns are counted in the input.
  ///
  /// @param in the matrix of `rows x columns` from `i0`
  /// @param out the matrix of `columns x rows` from `o0`
  /// @param rowFrom the part's first row
  /// @param rowTo the row after its last
  /// @param columnFrom the part's first column
  /// @param columnTo the column after its last
  void run(
      float[] in,
      int i0,
      int rows,
      int columns,
      float[] out,
      int o0,
      int rowFrom,
      int rowTo,
      int columnFrom,
      int columnTo);

  /// Copies every second element: two columns of a matrix, one of them to a row.
  ///
  /// @param in `2 n - 1` elements from `i0`, of which the first, the third and so on are copied
  /// @param out receives `n` elements from `o0`
  void everySecond(float[] in, int i0, float[] out, int o0, int n);
}
