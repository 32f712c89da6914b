package dev.twofold.spi;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;

/// A tensor in memory that others share: an array and where in it the tensor begins. Its elements
/// follow each other without gaps.
///
/// **Lifetime.** A view may be moved between two runs, to a caller's tensor and back: a kernel asks for
/// array and offset in every run.
public final class TensorView {

  private final TensorType type;
  private final Layout layout;
  private Object data;
  private int offset;

  private TensorView(TensorType type, Layout layout, Object data, int length, int offset) {
    this.type = type;
    this.layout = layout;
    this.data = data;
    this.offset = offset;
    if (offset < 0 || offset + type.shape().elements() > length) {
      throw new IllegalArgumentException(
          "view of %s: %d elements from %d do not lie in an array of %d"
              .formatted(type, type.shape().elements(), offset, length));
    }
  }

  /// A view of floats.
  ///
  /// @throws IllegalArgumentException if the elements do not lie in the array
  public static TensorView of(TensorType type, Layout layout, float[] data, int offset) {
    return new TensorView(type, layout, data, data.length, offset);
  }

  /// A view of integers.
  ///
  /// @throws IllegalArgumentException if the elements do not lie in the array
  public static TensorView of(TensorType type, Layout layout, int[] data, int offset) {
    return new TensorView(type, layout, data, data.length, offset);
  }

  /// A view of a whole tensor.
  public static TensorView of(Tensor tensor) {
    return switch (tensor.type().type()) {
      case FLOAT32 -> of(tensor.type(), tensor.layout(), tensor.floats(), 0);
      case INT32 -> of(tensor.type(), tensor.layout(), tensor.ints(), 0);
    };
  }

  /// Moves the view to a whole tensor. For its owner, while no kernel runs.
  ///
  /// @throws IllegalArgumentException if the tensor has another element type or number of elements
  public void moveTo(Tensor tensor) {
    boolean same =
        tensor.type().type() == type.type() && tensor.shape().elements() == type.shape().elements();
    if (!same) {
      throw new IllegalArgumentException(
          "view of %s: expected a tensor of as many elements, got %s".formatted(type, tensor));
    }
    data =
        switch (type.type()) {
          case FLOAT32 -> tensor.floats();
          case INT32 -> tensor.ints();
        };
    offset = 0;
  }

  /// Moves the view to where another one is. For its owner, while no kernel runs.
  ///
  /// @throws IllegalArgumentException if the other one has another element type or number of elements
  public void moveTo(TensorView other) {
    if (other.type.type() != type.type() || other.elements() != elements()) {
      throw new IllegalArgumentException(
          "view of %s: expected a view of as many elements, got one of %s"
              .formatted(type, other.type));
    }
    data = other.data;
    offset = other.offset;
  }

  /// The shape and element type.
  public TensorType type() {
    return type;
  }

  /// The order of the elements in memory.
  public Layout layout() {
    return layout;
  }

  /// The index of the first element in the array.
  public int offset() {
    return offset;
  }

  /// The array of floats.
  ///
  /// @throws ClassCastException if the elements are not floats
  public float[] floats() {
    return (float[]) data;
  }

  /// The array of integers.
  ///
  /// @throws ClassCastException if the elements are not integers
  public int[] ints() {
    return (int[]) data;
  }

  /// The number of elements.
  public int elements() {
    return (int) type.shape().elements();
  }
}
