package dev.twofold.io;

import dev.twofold.tensor.Shape;

/// Where the elements of a file belong in a row-major tensor, one after the other.
final class NpyOrder {

  private final boolean fortran;
  private final int[] dims;
  private final int[] strides;
  private final int[] position;
  private int next;

  NpyOrder(Shape shape, boolean fortran) {
    this.fortran = fortran;
    dims = shape.dims();
    strides = new int[dims.length];
    position = new int[dims.length];
    int stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
  }

  /// The index of the next element.
  int next() {
    int index = next;
    if (fortran) {
      advance();
    } else {
      next++;
    }
    return index;
  }

  private void advance() {
    for (int axis = 0; axis < dims.length; axis++) {
      next += strides[axis];
      if (++position[axis] < dims[axis]) {
        return;
      }
      next -= dims[axis] * strides[axis];
      position[axis] = 0;
    }
  }
}
