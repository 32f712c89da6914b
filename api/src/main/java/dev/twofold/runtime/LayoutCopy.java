package dev.twofold.runtime;

import dev.twofold.spi.Backend;
import dev.twofold.spi.TensorView;
import dev.twofold.spi.Transposer;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;

/// Copies tensors from one memory order to another.
///
/// @param transposer changes the order of floats
record LayoutCopy(Transposer transposer) {

  /*
   * Both orders of an image are a matrix of channels by pixels, once by rows and once by columns, so
   * changing the order is transposing it. A backend may do that with all it has; the loops here are
   * for those that do not, in tiles of 16 x 16, which keep both sides in cache. Integers (the places
   * that max pooling found) cross the border too rarely for more than a plain loop.
   */

  private static final int TILE = 16;

  /// Copies with a backend's transposer, or else with the loops here.
  static LayoutCopy of(Backend backend) {
    return new LayoutCopy(backend.transposer().orElse(LayoutCopy::transpose));
  }

  /// Whether both orders of a shape are the same in memory.
  static boolean isSameOrder(Shape shape) {
    return shape.rank() != 4 || shape.c() == 1 || (long) shape.h() * shape.w() == 1;
  }

  /// Copies all elements of one view to another of the same type.
  void copy(TensorView from, TensorView to) {
    Shape shape = from.type().shape();
    switch (from.type().type()) {
      case FLOAT32 ->
          copy(
              shape,
              from.layout(),
              from.floats(),
              from.offset(),
              to.layout(),
              to.floats(),
              to.offset());
      case INT32 ->
          copy(
              shape,
              from.layout(),
              from.ints(),
              from.offset(),
              to.layout(),
              to.ints(),
              to.offset());
    }
  }

  /// Copies a tensor into a view of the same type.
  void load(Tensor from, TensorView to) {
    switch (from.type().type()) {
      case FLOAT32 ->
          copy(
              from.shape(), from.layout(), from.floats(), 0, to.layout(), to.floats(), to.offset());
      case INT32 ->
          copy(from.shape(), from.layout(), from.ints(), 0, to.layout(), to.ints(), to.offset());
    }
  }

  /// Copies a view into a tensor of the same type.
  void store(TensorView from, Tensor to) {
    switch (to.type().type()) {
      case FLOAT32 ->
          copy(
              to.shape(), from.layout(), from.floats(), from.offset(), to.layout(), to.floats(), 0);
      case INT32 ->
          copy(to.shape(), from.layout(), from.ints(), from.offset(), to.layout(), to.ints(), 0);
    }
  }

  private void copy(
      Shape shape, Layout from, float[] source, int in, Layout to, float[] target, int out) {
    if (from == to || isSameOrder(shape)) {
      System.arraycopy(source, in, target, out, (int) shape.elements());
      return;
    }
    int pixels = shape.h() * shape.w();
    int rows = to == Layout.NHWC ? shape.c() : pixels;
    int columns = to == Layout.NHWC ? pixels : shape.c();
    transposer.transpose(source, in, target, out, shape.n(), rows, columns);
  }

  private static void transpose(
      float[] from, int fromOffset, float[] to, int toOffset, int images, int rows, int columns) {
    for (int n = 0; n < images; n++) {
      int image = n * rows * columns;
      for (int r = 0; r < rows; r += TILE) {
        for (int c = 0; c < columns; c += TILE) {
          tile(from, fromOffset + image, to, toOffset + image, rows, columns, r, c);
        }
      }
    }
  }

  private static void tile(
      float[] source, int in, float[] target, int out, int rows, int columns, int r0, int c0) {
    int r1 = Math.min(r0 + TILE, rows);
    int c1 = Math.min(c0 + TILE, columns);
    for (int c = c0; c < c1; c++) {
      for (int r = r0; r < r1; r++) {
        target[out + c * rows + r] = source[in + r * columns + c];
      }
    }
  }

  private static void copy(
      Shape shape, Layout from, int[] source, int in, Layout to, int[] target, int out) {
    if (from == to || isSameOrder(shape)) {
      System.arraycopy(source, in, target, out, (int) shape.elements());
      return;
    }
    int pixels = shape.h() * shape.w();
    int rows = to == Layout.NHWC ? shape.c() : pixels;
    int columns = to == Layout.NHWC ? pixels : shape.c();
    for (int n = 0; n < shape.n(); n++) {
      int image = n * rows * columns;
      for (int c = 0; c < columns; c++) {
        for (int r = 0; r < rows; r++) {
          target[out + image + c * rows + r] = source[in + image + r * columns + c];
        }
      }
    }
  }
}
