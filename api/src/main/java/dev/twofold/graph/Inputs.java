package dev.twofold.graph;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// The checks that the layers' shape inference shares.
final class Inputs {

  private Inputs() {}

  static void count(List<TensorType> inputs, int expected) {
    if (inputs.size() != expected) {
      throw new IllegalArgumentException(
          "takes %d input%s, got %d".formatted(expected, expected == 1 ? "" : "s", inputs.size()));
    }
  }

  /// The shape of the only input, which is of floats.
  static Shape single(List<TensorType> inputs) {
    count(inputs, 1);
    return floats(inputs.getFirst());
  }

  /// The shape of the only input, `[N, C, H, W]` of floats.
  static Shape image(List<TensorType> inputs) {
    count(inputs, 1);
    return image(inputs.getFirst());
  }

  /// The shape of the only input, `[N, channels, H, W]` of floats.
  static Shape image(List<TensorType> inputs, int channels) {
    Shape shape = image(inputs);
    if (shape.c() != channels) {
      throw new IllegalArgumentException(
          "input %s has %d channels, but its weights are for %d"
              .formatted(shape, shape.c(), channels));
    }
    return shape;
  }

  static Shape image(TensorType input) {
    Shape shape = floats(input);
    if (shape.rank() != 4) {
      throw new IllegalArgumentException(
          "input %s has rank %d, but an image [N, C, H, W] is needed"
              .formatted(shape, shape.rank()));
    }
    return shape;
  }

  static Shape floats(TensorType input) {
    return typed(input, DataType.FLOAT32);
  }

  static Shape typed(TensorType input, DataType expected) {
    if (input.type() != expected) {
      throw new IllegalArgumentException("input %s is not %s".formatted(input, expected));
    }
    return input.shape();
  }

  /// An axis counted from the front.
  ///
  /// @param axis from `-rank` to `rank - 1`; negative ones count from the back
  static int axis(int axis, Shape shape) {
    int rank = shape.rank();
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException("input %s has no axis %d".formatted(shape, axis));
    }
    return axis < 0 ? axis + rank : axis;
  }

  static List<TensorType> float32(Shape shape) {
    return List.of(TensorType.float32(shape));
  }

  /// Checks one number of a layer's configuration.
  static void atLeast(String name, int value, int minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          "%s must be at least %d, got %d".formatted(name, minimum, value));
    }
  }

  /// Narrows an extent that was computed in `long`.
  static int extent(long value, String what) {
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s would be %d, which is no extent of a tensor".formatted(what, value));
    }
    return (int) value;
  }
}
