package dev.twofold.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/// Shape inference in one line.
final class Infer {

  private Infer() {}

  static List<TensorType> floats(Shape... shapes) {
    return Stream.of(shapes).map(TensorType::float32).toList();
  }

  /// Checks the only output of a layer for inputs of floats.
  static void infers(Shape expected, Layer layer, Shape... inputs) {
    assertEquals(floats(expected), layer.outputs(floats(inputs)));
    assertEquals(1, layer.outputCount());
  }

  /// Checks that a layer does not take inputs of floats, and what it says.
  static void refuses(String message, Layer layer, Shape... inputs) {
    refused(message, () -> layer.outputs(floats(inputs)));
  }

  /// Checks that a layer does not take inputs, and what it says.
  static void refuses(String message, Layer layer, List<TensorType> inputs) {
    refused(message, () -> layer.outputs(inputs));
  }

  /// Checks what a refused configuration is told.
  static void refused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  static Shape image(int channels, int h, int w) {
    return Shape.nchw(1, channels, h, w);
  }
}
