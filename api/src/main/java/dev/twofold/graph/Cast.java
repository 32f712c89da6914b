package dev.twofold.graph;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// The same numbers in another type. Floats lose their fraction on the way to integers; those too
/// large become the largest integer, NaN becomes 0. No params, no mult-adds.
///
/// @param to the type of the output
public record Cast(DataType to) implements Layer {

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 1);
    return List.of(new TensorType(inputs.getFirst().shape(), to));
  }
}
