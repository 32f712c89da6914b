package dev.twofold.cuda.driver;

/// The number of blocks of a launch, or of threads of a block, along each axis.
public record Extent(int x, int y, int z) {

  @Override
  public String toString() {
    return "%d x %d x %d".formatted(x, y, z);
  }
}
