package dev.twofold.cuda.layer;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;

/// Shapes as they lie in device memory: those of rank 4 in `NHWC`, others row-major.
final class MemoryOrder {

  private static final int[] NHWC = {0, 2, 3, 1};

  private MemoryOrder() {}

  /// The order that tensors of a shape lie in.
  static Layout of(Shape shape) {
    return shape.rank() == 4 ? Layout.NHWC : Layout.NCHW;
  }

  /// The logical axis at a place in memory, outermost first.
  static int axis(int place, Layout layout) {
    return layout == Layout.NHWC ? NHWC[place] : place;
  }

  /// The place in memory of a logical axis.
  static int place(int axis, Layout layout) {
    int place = 0;
    while (axis(place, layout) != axis) {
      place++;
    }
    return place;
  }

  /// The distance in memory between two neighbours along each logical axis, in elements.
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

  /// The strides of a tensor as it lies in device memory.
  static int[] strides(Shape shape) {
    return strides(shape, of(shape));
  }

  /// The product of the extents that lie between two places in memory.
  ///
  /// @param from the first place
  /// @param to the place behind the last
  static int product(Shape shape, int from, int to) {
    int product = 1;
    for (int place = from; place < to; place++) {
      product *= shape.dim(axis(place, of(shape)));
    }
    return product;
  }

  /// Row-major data as it lies in device memory.
  static float[] pack(Shape shape, float[] data) {
    if (of(shape) == Layout.NCHW) {
      return data.clone();
    }
    float[] packed = new float[data.length];
    int plane = shape.h() * shape.w();
    for (int i = 0; i < data.length; i++) {
      int channel = i / plane % shape.c();
      int image = i / plane / shape.c();
      packed[(image * plane + i % plane) * shape.c() + channel] = data[i];
    }
    return packed;
  }
}
