package dev.twofold.tensor;

/// A shape with its data on the heap. The data is the caller's array, not a copy: who creates a
/// tensor decides whether it is shared. A tensor holds at most `Integer.MAX_VALUE - 8` elements.
public final class Tensor {

  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private final TensorType type;
  private final Layout layout;
  private final Object data;

  private Tensor(TensorType type, Layout layout, Object data, int length) {
    this.type = type;
    this.layout = layout;
    this.data = data;
    if (length != type.shape().elements()) {
      throw new IllegalArgumentException(
          "tensor of shape %s: expected %d elements, got an array of %d"
              .formatted(type.shape(), type.shape().elements(), length));
    }
    if (layout == Layout.NHWC && type.shape().rank() != 4) {
      throw new IllegalArgumentException(
          "tensor of shape %s: layout NHWC needs rank 4; use NCHW (row-major)"
              .formatted(type.shape()));
    }
  }

  /// A tensor of floats over the given array, in `NCHW` (row-major) order.
  ///
  /// @param data the elements, not copied
  /// @throws IllegalArgumentException if the array's length is not the number of elements
  public static Tensor of(Shape shape, float... data) {
    return of(shape, Layout.NCHW, data);
  }

  /// A tensor of floats over the given array.
  ///
  /// @param layout the order of the elements in the array
  /// @param data the elements, not copied
  /// @throws IllegalArgumentException if the array's length is not the number of elements, or the
  ///   layout is `NHWC` and the rank is not 4
  public static Tensor of(Shape shape, Layout layout, float... data) {
    return new Tensor(TensorType.float32(shape), layout, data, data.length);
  }

  /// A tensor of integers over the given array, in `NCHW` (row-major) order.
  ///
  /// @param data the elements, not copied
  /// @throws IllegalArgumentException if the array's length is not the number of elements
  public static Tensor ofInts(Shape shape, int... data) {
    return new Tensor(TensorType.int32(shape), Layout.NCHW, data, data.length);
  }

  /// A tensor of zeros in `NCHW` (row-major) order.
  ///
  /// @throws IllegalArgumentException if the elements do not fit a Java array
  public static Tensor zeros(TensorType type) {
    int length = length(type.shape());
    Object data =
        switch (type.type()) {
          case FLOAT32 -> new float[length];
          case INT32 -> new int[length];
        };
    return new Tensor(type, Layout.NCHW, data, length);
  }

  /// A tensor of float zeros in `NCHW` (row-major) order.
  ///
  /// @throws IllegalArgumentException if the elements do not fit a Java array
  public static Tensor zeros(Shape shape) {
    return zeros(TensorType.float32(shape));
  }

  private static int length(Shape shape) {
    if (shape.elements() > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "tensor of shape %s: %d elements, but a tensor on the heap holds at most %d"
              .formatted(shape, shape.elements(), MAX_ELEMENTS));
    }
    return (int) shape.elements();
  }

  /// The shape and element type.
  public TensorType type() {
    return type;
  }

  /// The logical shape, `[N, C, H, W]` for images.
  public Shape shape() {
    return type.shape();
  }

  /// The order of the elements in memory.
  public Layout layout() {
    return layout;
  }

  /// The elements themselves, not a copy, in the order of [#layout()].
  ///
  /// @throws IllegalStateException if the elements are not floats
  public float[] floats() {
    if (data instanceof float[] floats) {
      return floats;
    }
    throw new IllegalStateException("tensor " + type + ": its elements are not floats");
  }

  /// The elements themselves, not a copy, in the order of [#layout()].
  ///
  /// @throws IllegalStateException if the elements are not integers
  public int[] ints() {
    if (data instanceof int[] ints) {
      return ints;
    }
    throw new IllegalStateException("tensor " + type + ": its elements are not integers");
  }

  /// Whether both are over one array.
  public boolean sharesDataWith(Tensor other) {
    // An array equals itself only.
    return data.equals(other.data);
  }

  /// The same data under another shape with as many elements.
  ///
  /// @throws IllegalArgumentException if the number of elements differs
  /// @throws IllegalStateException if the layout is not `NCHW` (row-major)
  public Tensor withShape(Shape shape) {
    if (layout != Layout.NCHW) {
      throw new IllegalStateException("tensor " + type + ": only a row-major tensor is reshaped");
    }
    return new Tensor(new TensorType(shape, type.type()), layout, data, length(type.shape()));
  }

  @Override
  public String toString() {
    return "Tensor" + type + (layout == Layout.NCHW ? "" : " " + layout);
  }
}
