package dev.twofold.tck;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;

/// Places of elements: an index per axis, and the place in memory.
final class Places {

  private Places() {}

  /// The indices of row-major element `i`.
  static int[] of(Shape shape, int i) {
    int[] place = new int[shape.rank()];
    int rest = i;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      place[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return place;
  }

  /// The row-major place of an element.
  static int index(Shape shape, int... place) {
    int index = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      index = index * shape.dim(axis) + place[axis];
    }
    return index;
  }

  /// The row-major place in a tensor that is broadcast to the output.
  static int broadcast(Shape shape, int[] o) {
    int index = 0;
    int skipped = o.length - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      int i = shape.dim(axis) == 1 ? 0 : o[skipped + axis];
      index = index * shape.dim(axis) + i;
    }
    return index;
  }

  /// The place in memory of row-major element `i`.
  static int inMemory(Shape shape, Layout layout, int i) {
    if (layout == Layout.NCHW) {
      return i;
    }
    int[] p = of(shape, i);
    return (int) layout.offset(shape, p[0], p[1], p[2], p[3]);
  }
}
