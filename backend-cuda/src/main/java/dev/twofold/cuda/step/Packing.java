package dev.twofold.cuda.step;

/// Weights in the order in which kernels read them.
final class Packing {

  private Packing() {}

  /// A layer's weight by its place in a matrix product.
  interface Weight {

    /// The weight of a group at a depth and an output channel of the group.
    float at(int group, int depth, int column);
  }

  /// The right operands of a product, `[group][depth][column]`, both extents rounded up to the tile and
  /// 0 beyond.
  static float[] product(Product product, Tile tile, Weight weight) {
    int columns = product.packedColumns(tile);
    float[] packed = new float[Math.toIntExact(product.packedElements(tile))];
    for (int g = 0; g < product.groups(); g++) {
      for (int k = 0; k < product.depth(); k++) {
        int row = (g * product.packedDepth() + k) * columns;
        for (int c = 0; c < product.columns(); c++) {
          packed[row + c] = weight.at(g, k, c);
        }
      }
    }
    return packed;
  }

  /// Weights of a depthwise convolution, `[channel][kernel element]`, as `[kernel element][channel]`.
  static float[] taps(float[] weights, int channels) {
    int elements = weights.length / channels;
    float[] packed = new float[weights.length];
    for (int c = 0; c < channels; c++) {
      for (int tap = 0; tap < elements; tap++) {
        packed[tap * channels + c] = weights[c * elements + tap];
      }
    }
    return packed;
  }
}
