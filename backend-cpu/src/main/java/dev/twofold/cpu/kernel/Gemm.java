package dev.twofold.cpu.kernel;

/// Matrix products on packed weights, the heart of every convolution but the depthwise ones.
public sealed interface Gemm permits VectorGemm, ScalarGemm, WarmingGemm {

  /// How a matrix with `k` rows and so many columns must be cut to be multiplied by here.
  Panels panels(int k, int columns);

  /// The floats of scratch memory that a product needs.
  int scratchElements();

  /// The name of the tile that does most of the work for `k` rows and so many columns, such as `6x4`.
  String tile(int k, int columns);

  /// A number of rows that takes a tile of every height that a panel width has.
  int everyHeight(int width);

  /// `c = clip(a * w + bias)` for some panels of `w`.
  ///
  /// @param a `rows` rows of `k` elements from `a0`, `lda` apart
  /// @param w the packed matrix, cut by [#panels]
  /// @param from the first panel
  /// @param to the panel after the last
  /// @param c `rows` rows of all columns from `c0`, `ldc` apart, of which the panels' are written
  /// @param scratch scratch memory from `s0`
  void multiply(
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
      int s0);

  /// How the columns of a matrix must be cut that is packed while running.
  Panels packedPanels(int k, int columns);

  /// As [#multiply] with a matrix that was packed while running and has no bias.
  ///
  /// @param panels how its columns are cut, see [#packedPanels]; at least as many as a vector has lanes
  /// @param w its panels from `w0`, packed by [Planes#pack]
  void multiplyPacked(
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
      int s0);

  /// As [#tile] for [#multiplyTaps].
  String tapTile(int columns);

  /// The fewest rows that [#multiplyTaps] takes.
  int fewestTapRows();

  /// As [#multiply] for all panels, with the elements of a row of `a` wherever a table says, each one
  /// element further than that of the row before.
  ///
  /// @param taps for each of the `k` columns of `a`, its offset from the start of the row
  /// @param a the first row's start at `a0`
  /// @param rows at least [#fewestTapRows()]
  void multiplyTaps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      PackedWeights w,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0);
}
