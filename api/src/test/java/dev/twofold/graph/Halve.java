package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/// A custom layer that halves every extent.
///
/// @param inferred how many outputs it infers, while it declares one
record Halve(String kind, int inferred) implements CustomLayer {

  @Override
  public List<ParameterSpec> parameters() {
    return List.of();
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    int[] dims = inputs.getFirst().dims();
    if (Arrays.stream(dims).anyMatch(dim -> dim % 2 != 0)) {
      throw new IllegalArgumentException(
          "input %s must have even extents".formatted(inputs.getFirst()));
    }
    Shape half = Shape.of(Arrays.stream(dims).map(dim -> dim / 2).toArray());
    return Collections.nCopies(inferred, half);
  }

  @Override
  public OptionalLong multAdds(List<Shape> inputs) {
    return OptionalLong.empty();
  }
}
