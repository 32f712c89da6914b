package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// `exp(x) / sum(exp(x))` along one axis, computed after subtracting the largest element. No
/// params, no mult-adds.
///
/// @param axis the axis; negative ones count from the back
public record Softmax(int axis) implements Layer {

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.single(inputs);
    Inputs.axis(axis, in);
    return Inputs.float32(in);
  }
}
