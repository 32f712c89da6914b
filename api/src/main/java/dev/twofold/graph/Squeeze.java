package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The same elements without axes of extent 1.
///
/// @param axes the axes to drop, negative ones counted from the back; empty drops all of extent 1
public record Squeeze(List<Integer> axes) implements Reinterpret {

  /// Copies the list.
  public Squeeze {
    axes = List.copyOf(axes);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 1);
    Shape in = inputs.getFirst().shape();
    Set<Integer> dropped =
        axes.stream().map(axis -> Inputs.axis(axis, in)).collect(Collectors.toSet());
    for (int axis : dropped) {
      if (in.dim(axis) != 1) {
        throw new IllegalArgumentException(
            "axis %d of input %s has extent %d, only 1 can be squeezed"
                .formatted(axis, in, in.dim(axis)));
      }
    }
    int[] kept =
        IntStream.range(0, in.rank())
            .filter(i -> axes.isEmpty() ? in.dim(i) != 1 : !dropped.contains(i))
            .map(in::dim)
            .toArray();
    return List.of(new TensorType(Shape.of(kept), inputs.getFirst().type()));
  }
}
