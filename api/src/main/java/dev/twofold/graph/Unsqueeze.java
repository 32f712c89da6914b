package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The same elements with axes of extent 1 inserted.
///
/// @param axes the places of the new axes in the output, negative ones counted from its back
public record Unsqueeze(List<Integer> axes) implements Reinterpret {

  /// Copies the list.
  public Unsqueeze {
    axes = List.copyOf(axes);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 1);
    Shape in = inputs.getFirst().shape();
    int rank = in.rank() + axes.size();
    Set<Integer> added =
        axes.stream().map(axis -> axis < 0 ? axis + rank : axis).collect(Collectors.toSet());
    if (added.size() != axes.size() || added.stream().anyMatch(a -> a < 0 || a >= rank)) {
      throw new IllegalArgumentException(
          "axes %s must be different places in an output of rank %d".formatted(axes, rank));
    }
    Iterator<Integer> kept = IntStream.of(in.dims()).iterator();
    int[] out = IntStream.range(0, rank).map(i -> added.contains(i) ? 1 : kept.next()).toArray();
    return List.of(new TensorType(Shape.of(out), inputs.getFirst().type()));
  }
}
