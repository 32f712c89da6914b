package dev.twofold.onnx;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;

/// A tensor that flows through the network under construction. Two wires are never equal, whatever
/// their types.
final class Wire {

  private final TensorType type;

  Wire(TensorType type) {
    this.type = type;
  }

  TensorType type() {
    return type;
  }

  Shape shape() {
    return type.shape();
  }
}
