package dev.twofold.tensor;

/// What is known of a tensor before it has data: its logical shape and the type of its elements.
///
/// @param shape the logical shape, `[N, C, H, W]` for images
/// @param type the type of the elements
public record TensorType(Shape shape, DataType type) {

  /// A tensor of 32-bit floats.
  public static TensorType float32(Shape shape) {
    return new TensorType(shape, DataType.FLOAT32);
  }

  /// A tensor of 32-bit integers.
  public static TensorType int32(Shape shape) {
    return new TensorType(shape, DataType.INT32);
  }

  /// The size of the data in bytes.
  ///
  /// @throws ArithmeticException if it exceeds `Long.MAX_VALUE`
  public long bytes() {
    return Math.multiplyExact(shape.elements(), (long) type.bytes());
  }

  /// The form of error messages: the shape alone for floats, as in `[1, 3, 8, 8]`, else with the
  /// type, as in `[1, 3, 8, 8] INT32`.
  @Override
  public String toString() {
    return type == DataType.FLOAT32 ? shape.toString() : shape + " " + type;
  }
}
