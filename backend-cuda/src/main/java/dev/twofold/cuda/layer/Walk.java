package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Grid;

/// How 256 threads of a block go over rows times columns: as many side by side along the columns as
/// there are, up to all of them; the others on neighbouring rows.
///
/// @param rows the rows
/// @param columns the columns
record Walk(int rows, int columns) {

  /*
   * The kernels stride over whatever a grid leaves, so its size is a matter of speed alone. Eight
   * blocks of 256 threads fill a multiprocessor's 2048; four times that keeps all busy while the last
   * blocks end, and more would only compute what a row means once more.
   */
  static final int THREADS = 256;
  private static final int BLOCKS_EACH = 32;
  private static final int MAX_Y = 65535;

  /// The most blocks of a launch.
  static int blocks(DeviceTraits traits) {
    return BLOCKS_EACH * traits.multiprocessors();
  }

  /// The threads of a block, columns first.
  Block block() {
    int across = 1;
    while (across < columns && across < THREADS) {
      across *= 2;
    }
    return Block.of(across, THREADS / across);
  }

  /// The blocks, rows first.
  Grid grid(DeviceTraits traits) {
    Block block = block();
    int most = blocks(traits);
    int across = Math.min(Math.ceilDiv(columns, block.x()), Math.min(most, MAX_Y));
    return Grid.of(Math.min(Math.ceilDiv(rows, block.y()), Math.max(1, most / across)), across);
  }

  /// The blocks for `count` elements, one a thread.
  static Grid line(long count, DeviceTraits traits) {
    return Grid.of((int) Math.min(Math.ceilDiv(count, THREADS), blocks(traits)));
  }
}
