package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/// Axes in another order: output axis `i` is input axis `permutation.get(i)`. No params, no
/// mult-adds.
///
/// @param permutation every axis once
public record Transpose(List<Integer> permutation) implements Layer {

  /// Checks the permutation.
  ///
  /// @throws IllegalArgumentException if it does not name every axis from 0 once
  public Transpose {
    permutation = List.copyOf(permutation);
    if (!permutation.stream()
        .sorted()
        .toList()
        .equals(IntStream.range(0, permutation.size()).boxed().toList())) {
      throw new IllegalArgumentException("every axis must stand once, got " + permutation);
    }
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.single(inputs);
    if (in.rank() != permutation.size()) {
      throw new IllegalArgumentException(
          "input %s has rank %d, but the order is of %d axes"
              .formatted(in, in.rank(), permutation.size()));
    }
    return Inputs.float32(Shape.of(permutation.stream().mapToInt(in::dim).toArray()));
  }
}
