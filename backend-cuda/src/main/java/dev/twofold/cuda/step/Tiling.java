package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Grid;

/// How a matrix product is divided among blocks.
///
/// @param tile what each computes
/// @param splits among how many the depth of a tile is divided
/// @param splitDepth the depth of each part, a multiple of [Tile#DEPTH]
record Tiling(Tile tile, int splits, int splitDepth) {

  /*
   * A large tile computes more with what it loads: 128x64 makes 21 multiply-adds of a float, 64x64 16,
   * 32x32 8. But a tile is no use to multiprocessors that have none, so the large one is taken where
   * there is one for each of them, else the small one. If those are still fewer, the depth is split
   * until there are two blocks for each (the second hides the first one's waiting for memory), but into
   * no parts of less than 64, which would cost more to add up than to compute, and not more than 32.
   *
   * With at most 32 columns, as in MobileNetV2's projections, wider tiles would compute half or more
   * for nothing. The same holds for at most 32 rows.
   *
   * The rule is arithmetic on counts; none of its numbers has been measured yet.
   */

  private static final int NARROW = 32;
  private static final int LEAST_DEPTH = 64;
  private static final int MOST_SPLITS = 32;
  private static final int BLOCKS_EACH = 2;

  /// The tiling of a plain product.
  ///
  /// @param splittable whether parts may be stored apart and added up
  static Tiling of(Product product, int multiprocessors, boolean splittable) {
    boolean narrow = product.columns() <= NARROW || product.rows() <= NARROW;
    Tile large = narrow ? Tile.T128X32 : Tile.T128X64;
    Tile small = narrow ? Tile.T32X32 : Tile.T64X64;
    Tile tile = blocks(product, large) >= multiprocessors ? large : small;
    return of(product, tile, multiprocessors, splittable);
  }

  /// The tiling of a product whose left operand a depthwise convolution computes.
  ///
  /// @param kernel the depthwise kernel's rows, 3 or 5
  static Tiling separable(Product product, int kernel, int multiprocessors) {
    Tile tile =
        product.columns() > Tile.T64X64.columns()
            ? Tile.T64X128
            : kernel == 3 && product.columns() <= NARROW ? Tile.T64X32 : Tile.T64X64;
    return of(product, tile, multiprocessors, true);
  }

  private static Tiling of(Product product, Tile tile, int multiprocessors, boolean splittable) {
    long blocks = blocks(product, tile);
    if (!splittable || blocks >= multiprocessors) {
      return new Tiling(tile, 1, product.packedDepth());
    }
    long wanted = Math.ceilDiv((long) BLOCKS_EACH * multiprocessors, blocks);
    int most = Math.clamp(product.depth() / LEAST_DEPTH, 1, MOST_SPLITS);
    int parts = Math.clamp(wanted, 1, most);
    int depth = Math.ceilDiv(Math.ceilDiv(product.packedDepth(), parts), Tile.DEPTH) * Tile.DEPTH;
    return new Tiling(tile, Math.max(1, Math.ceilDiv(product.depth(), Math.max(1, depth))), depth);
  }

  private static long blocks(Product product, Tile tile) {
    return tile.blocks(product.rows(), product.columns()) * product.groups();
  }

  /// The tiling as names of kernels say it, such as `_64x64_split8`.
  String suffix() {
    return tile.suffix() + (isSplit() ? "_split" + splits : "");
  }

  /// Whether the depth is divided.
  boolean isSplit() {
    return splits > 1;
  }

  /// The blocks of a launch.
  Grid grid(Product product) {
    return new Grid(
        Math.ceilDiv(product.rows(), tile.rows()),
        Math.ceilDiv(product.columns(), tile.columns()),
        product.groups() * splits);
  }
}
