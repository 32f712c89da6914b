package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// The mean of every channel: `[N, C, H, W]` becomes `[N, C, 1, 1]`. No params, no mult-adds.
public record GlobalAveragePool() implements Layer {

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.image(inputs);
    return Inputs.float32(Shape.nchw(in.n(), in.c(), 1, 1));
  }
}
