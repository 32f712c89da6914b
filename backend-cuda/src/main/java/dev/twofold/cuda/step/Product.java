package dev.twofold.cuda.step;

/// The sizes of a matrix product, `[rows, depth] * [depth, columns]`, once for each group.
///
/// @param rows pixels of the output
/// @param columns output channels of a group
/// @param depth input channels of a group times kernel elements; 0 if nothing is summed
/// @param groups how many there are
record Product(int rows, int columns, int depth, int groups) {

  /// The depth that packed weights have.
  int packedDepth() {
    return Math.ceilDiv(depth, Tile.DEPTH) * Tile.DEPTH;
  }

  /// The columns that weights packed for a tile have.
  int packedColumns(Tile tile) {
    return Math.ceilDiv(columns, tile.columns()) * tile.columns();
  }

  /// The elements of weights packed for a tile.
  long packedElements(Tile tile) {
    return (long) groups * packedDepth() * packedColumns(tile);
  }

  /// Mult-adds of all groups.
  long multAdds() {
    return (long) rows * columns * depth * groups;
  }
}
