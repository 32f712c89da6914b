package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// Tensors joined along one axis; all other extents agree. No params, no mult-adds.
///
/// @param axis the axis; negative ones count from the back
public record Concat(int axis) implements Layer {

  /// Joins images along their channels.
  public static final Concat CHANNELS = new Concat(1);

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("takes at least 1 input, got 0");
    }
    Shape first = Inputs.floats(inputs.getFirst());
    int along = Inputs.axis(axis, first);
    long extent = 0;
    for (TensorType input : inputs) {
      Shape shape = Inputs.floats(input);
      if (shape.rank() != first.rank()
          || !shape.withDim(along, 1).equals(first.withDim(along, 1))) {
        throw new IllegalArgumentException(
            "inputs %s and %s differ outside axis %d".formatted(first, shape, along));
      }
      extent += shape.dim(along);
    }
    return Inputs.float32(first.withDim(along, Inputs.extent(extent, "extent of axis " + along)));
  }
}
