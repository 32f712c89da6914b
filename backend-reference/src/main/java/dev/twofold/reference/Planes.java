package dev.twofold.reference;

import dev.twofold.tensor.Shape;

/// The extents of images `[N, C, H, W]` and where their elements lie in row-major order.
record Planes(int n, int c, int h, int w) {

  static Planes of(Shape shape) {
    return new Planes(shape.n(), shape.c(), shape.h(), shape.w());
  }

  /// The place of an element.
  int at(int image, int channel, int row, int column) {
    return ((image * c + channel) * h + row) * w + column;
  }

  /// The elements of one channel.
  int plane() {
    return h * w;
  }

  /// Whether a row and column lie inside, not in the padding.
  boolean contains(int row, int column) {
    return row >= 0 && row < h && column >= 0 && column < w;
  }
}
