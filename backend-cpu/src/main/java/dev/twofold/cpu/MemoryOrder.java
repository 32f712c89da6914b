package dev.twofold.cpu;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;

/// Shapes as they lie in memory.
final class MemoryOrder {

  private static final int[] NHWC = {0, 2, 3, 1};

  private MemoryOrder() {}

  /// The order that a tensor alone is kept in.
  static Layout preferred(Shape shape) {
    return shape.rank() == 4 ? Layout.NHWC : Layout.NCHW;
  }

  /// Whether a tensor that meets an `NHWC` image is as good as `NHWC` itself: it is an image, or of a
  /// lower rank and its elements lie along channels only or along pixels only.
  static boolean isOneOrder(Shape shape) {
    if (shape.rank() == 4) {
      return true;
    }
    int channels = shape.rank() == 3 ? shape.dim(0) : 1;
    return channels == 1 || channels == shape.elements();
  }

  /// The logical axis at a place in memory, outermost first.
  static int axis(int place, Layout layout) {
    return layout == Layout.NHWC ? NHWC[place] : place;
  }

  /// The place in memory of a logical axis.
  static int position(int axis, Layout layout) {
    int place = axis;
    for (int i = 0; layout == Layout.NHWC && i < NHWC.length; i++) {
      place = NHWC[i] == axis ? i : place;
    }
    return place;
  }

  /// The extents in memory, outermost first.
  ///
  /// @param rank the rank to extend the shape to, with extents of 1 in front
  static int[] extents(Shape shape, int rank, Layout layout) {
    int[] extents = new int[rank];
    for (int place = 0; place < rank; place++) {
      int axis = axis(place, layout) - (rank - shape.rank());
      extents[place] = axis < 0 ? 1 : shape.dim(axis);
    }
    return extents;
  }

  /// The distance in memory between two neighbours along each logical axis.
  static int[] strides(Shape shape, Layout layout) {
    int[] strides = new int[shape.rank()];
    int step = 1;
    for (int place = shape.rank() - 1; place >= 0; place--) {
      int axis = axis(place, layout);
      strides[axis] = step;
      step *= shape.dim(axis);
    }
    return strides;
  }
}
