package dev.twofold.graph;

import dev.twofold.tensor.TensorType;
import java.util.List;

/// A layer that passes its input on, such as dropout at inference. No params, no mult-adds.
///
/// @param kind what it is in the network it stands for, such as `Dropout`
public record Identity(String kind) implements Layer {

  /// Dropout, which does nothing at inference.
  public static final Identity DROPOUT = new Identity("Dropout");

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 1);
    return List.of(inputs.getFirst());
  }
}
