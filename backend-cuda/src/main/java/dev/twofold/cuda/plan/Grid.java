package dev.twofold.cuda.plan;

/// The number of blocks of a launch along each axis.
public record Grid(int x, int y, int z) {

  private static final int MAX_YZ = 65535;

  /// Checks the limits that all devices have.
  ///
  /// @throws IllegalArgumentException if an extent is below 1, or `y` or `z` above 65535
  public Grid {
    if (x < 1 || y < 1 || z < 1 || y > MAX_YZ || z > MAX_YZ) {
      throw new IllegalArgumentException(
          "grid %d x %d x %d: expected extents of at least 1, y and z at most %d"
              .formatted(x, y, z, MAX_YZ));
    }
  }

  /// A grid of one axis.
  public static Grid of(int x) {
    return new Grid(x, 1, 1);
  }

  /// A grid of two axes.
  public static Grid of(int x, int y) {
    return new Grid(x, y, 1);
  }
}
