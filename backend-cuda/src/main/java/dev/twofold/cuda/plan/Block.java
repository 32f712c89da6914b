package dev.twofold.cuda.plan;

/// The number of threads of a block along each axis.
public record Block(int x, int y, int z) {

  private static final int MAX_THREADS = 1024;
  private static final int MAX_Z = 64;

  /// Checks the limits that all devices have.
  ///
  /// @throws IllegalArgumentException if an extent is below 1, `z` above 64 or the product above 1024
  public Block {
    if (x < 1 || y < 1 || z < 1 || z > MAX_Z || (long) x * y * z > MAX_THREADS) {
      throw new IllegalArgumentException(
          "block %d x %d x %d: expected extents of at least 1, z at most %d, at most %d threads"
              .formatted(x, y, z, MAX_Z, MAX_THREADS));
    }
  }

  /// A block of one axis.
  public static Block of(int x) {
    return new Block(x, 1, 1);
  }

  /// A block of two axes.
  public static Block of(int x, int y) {
    return new Block(x, y, 1);
  }

  /// The number of threads.
  public int threads() {
    return x * y * z;
  }
}
