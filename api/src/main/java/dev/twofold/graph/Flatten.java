package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// A matrix of the same elements: the axes before `axis` become its rows, the others its columns.
///
/// @param axis from 0 to the rank; negative ones count from the back
public record Flatten(int axis) implements Reinterpret {

  /// Keeps the batch: `[N, C, H, W]` becomes `[N, C * H * W]`.
  public static final Flatten BATCH = new Flatten(1);

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 1);
    Shape in = inputs.getFirst().shape();
    int split = axis == in.rank() ? axis : Inputs.axis(axis, in);
    long rows = 1;
    for (int i = 0; i < split; i++) {
      rows *= in.dim(i);
    }
    Shape out =
        Shape.of(
            Inputs.extent(rows, "number of rows"),
            Inputs.extent(in.elements() / rows, "number of columns"));
    return List.of(new TensorType(out, inputs.getFirst().type()));
  }
}
