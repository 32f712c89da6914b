package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// A choice element by element: the second input where the first is not 0, the third where it is.
/// The three broadcast as in [Elementwise]. No params, no mult-adds.
public record Select() implements Layer {

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 3);
    Shape values =
        Elementwise.broadcast(Inputs.floats(inputs.get(1)), Inputs.floats(inputs.get(2)));
    return Inputs.float32(Elementwise.broadcast(Inputs.floats(inputs.get(0)), values));
  }
}
