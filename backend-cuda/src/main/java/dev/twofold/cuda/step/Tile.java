package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Block;

/// What a block computes of a matrix product, as in `product.cuh`.
///
/// @param rows pixels
/// @param columns output channels
/// @param threads the threads of a block
record Tile(int rows, int columns, int threads) {

  /// The depth of a chunk: packed weights have a multiple of it.
  static final int DEPTH = 16;

  static final Tile T128X64 = new Tile(128, 64, 128);
  static final Tile T128X32 = new Tile(128, 32, 128);
  static final Tile T64X128 = new Tile(64, 128, 128);
  static final Tile T64X64 = new Tile(64, 64, 128);
  static final Tile T64X32 = new Tile(64, 32, 128);
  static final Tile T32X32 = new Tile(32, 32, 64);

  /// The tile as names of kernels say it, such as `_64x128`.
  String suffix() {
    return "_" + rows + "x" + columns;
  }

  /// The threads of a launch.
  Block block() {
    return Block.of(threads);
  }

  /// How many such tiles cover a matrix.
  long blocks(int allRows, int allColumns) {
    return (long) Math.ceilDiv(allRows, rows) * Math.ceilDiv(allColumns, columns);
  }
}
