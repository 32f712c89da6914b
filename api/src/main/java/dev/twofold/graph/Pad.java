package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// Elements added before and after each axis. No params, no mult-adds.
///
/// @param before elements added in front, per axis
/// @param after elements added behind, per axis
/// @param mode what is added
/// @param value for [Mode#CONSTANT], the added elements
public record Pad(List<Integer> before, List<Integer> after, Mode mode, float value)
    implements Layer {

  /// What is added.
  public enum Mode {
    /// One value everywhere.
    CONSTANT,
    /// The tensor mirrored at its border, the border itself not repeated.
    REFLECT,
    /// The border repeated.
    EDGE
  }

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if the two lists differ in length or a count is negative
  public Pad {
    before = List.copyOf(before);
    after = List.copyOf(after);
    if (before.size() != after.size()) {
      throw new IllegalArgumentException(
          "padding before and after must name the same axes, got %s and %s"
              .formatted(before, after));
    }
    before.forEach(count -> Inputs.atLeast("padding", count, 0));
    after.forEach(count -> Inputs.atLeast("padding", count, 0));
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.single(inputs);
    if (in.rank() != before.size()) {
      throw new IllegalArgumentException(
          "input %s has rank %d, but padding is given for %d axes"
              .formatted(in, in.rank(), before.size()));
    }
    int[] dims = in.dims();
    for (int i = 0; i < dims.length; i++) {
      if (mode == Mode.REFLECT && Math.max(before.get(i), after.get(i)) >= dims[i]) {
        throw new IllegalArgumentException(
            "input %s is too small to be reflected by %d and %d at axis %d"
                .formatted(in, before.get(i), after.get(i), i));
      }
      dims[i] = Inputs.extent((long) dims[i] + before.get(i) + after.get(i), "padded extent");
    }
    return Inputs.float32(Shape.of(dims));
  }
}
