package dev.twofold.cuda;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;

/// A tensor in device memory.
///
/// @param type its shape and element type
/// @param layout the order of its elements
/// @param region where they lie
record Place(TensorType type, Layout layout, Region region) {

  /// The order of a shape in memory, `NCHW` standing for both where they are the same.
  static Layout order(Shape shape, Layout layout) {
    boolean same = shape.rank() != 4 || shape.c() == 1 || (long) shape.h() * shape.w() == 1;
    return same ? Layout.NCHW : layout;
  }

  /// The same elements under another shape, row-major.
  Place as(TensorType other) {
    return new Place(other, Layout.NCHW, region);
  }
}
