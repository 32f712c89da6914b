package dev.twofold.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The extents of a tensor in its logical order, immutable. Images are `[N, C, H, W]` whatever
/// their memory order is. Every extent is at least 1; rank 0 is a scalar.
public final class Shape {

  private final int[] dims;
  private final long elements;

  private Shape(int[] dims) {
    this.dims = dims;
    this.elements = product(dims);
  }

  /// A shape of any rank.
  ///
  /// @param dims the extents, each at least 1
  /// @throws IllegalArgumentException if an extent is below 1 or the number of elements exceeds
  ///   `Long.MAX_VALUE`
  public static Shape of(int... dims) {
    return new Shape(dims.clone());
  }

  /// The shape of a batch of images or feature maps, `[n, c, h, w]`.
  public static Shape nchw(int n, int c, int h, int w) {
    return new Shape(new int[] {n, c, h, w});
  }

  /// Reads the form that the command line uses: extents joined by `x`, as in `1x3x224x224`.
  ///
  /// @throws IllegalArgumentException if the text is not of that form or an extent is out of range
  public static Shape parse(String text) {
    if (!text.matches("\\d+(x\\d+)*")) {
      throw new IllegalArgumentException(
          "shape '" + text + "': expected extents joined by 'x', such as 1x3x224x224");
    }
    String[] parts = text.split("x", -1);
    int[] dims = new int[parts.length];
    for (int i = 0; i < dims.length; i++) {
      try {
        dims[i] = Integer.parseInt(parts[i]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "shape '" + text + "': extent " + parts[i] + " is above " + Integer.MAX_VALUE, e);
      }
    }
    return new Shape(dims);
  }

  private static long product(int[] dims) {
    long elements = 1;
    for (int dim : dims) {
      if (dim < 1) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(dims) + ": every extent must be at least 1, got " + dim);
      }
      try {
        elements = Math.multiplyExact(elements, dim);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(dims) + " has more elements than 2^63 - 1", e);
      }
    }
    return elements;
  }

  /// The number of extents.
  public int rank() {
    return dims.length;
  }

  /// The extent of one axis.
  ///
  /// @param axis from 0 to `rank() - 1`
  /// @throws IndexOutOfBoundsException if there is no such axis
  public int dim(int axis) {
    return dims[axis];
  }

  /// A copy of the extents.
  public int[] dims() {
    return dims.clone();
  }

  /// The number of elements, 1 for a scalar.
  public long elements() {
    return elements;
  }

  /// The number of images, `N` of `[N, C, H, W]`.
  ///
  /// @throws IllegalStateException if the rank is not 4
  public int n() {
    return image(0);
  }

  /// The number of channels, `C` of `[N, C, H, W]`.
  ///
  /// @throws IllegalStateException if the rank is not 4
  public int c() {
    return image(1);
  }

  /// The number of rows, `H` of `[N, C, H, W]`.
  ///
  /// @throws IllegalStateException if the rank is not 4
  public int h() {
    return image(2);
  }

  /// The number of columns, `W` of `[N, C, H, W]`.
  ///
  /// @throws IllegalStateException if the rank is not 4
  public int w() {
    return image(3);
  }

  private int image(int axis) {
    if (dims.length != 4) {
      throw new IllegalStateException(
          "shape " + this + " has rank " + dims.length + ", but [N, C, H, W] is asked for");
    }
    return dims[axis];
  }

  /// This shape with one extent changed.
  ///
  /// @throws IllegalArgumentException if the extent is below 1
  public Shape withDim(int axis, int extent) {
    int[] changed = dims.clone();
    changed[axis] = extent;
    return new Shape(changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /// The form of error messages and tables, as in `[1, 96, 14, 14]`.
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
