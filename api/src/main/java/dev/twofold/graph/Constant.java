package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// A tensor that is part of the network and needs no input, such as a table of anchors. It lies
/// among the weights under `value` and counts as no param.
///
/// @param shape the tensor's shape
public record Constant(Shape shape) implements Layer {

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(new ParameterSpec("value", shape, ParameterSpec.Role.CONSTANT));
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 0);
    return Inputs.float32(shape);
  }
}
