package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A regular part of a tensor. No params, no mult-adds.
///
/// @param ranges what is taken of each axis that is named; others are taken whole
public record Slice(List<Range> ranges) implements Layer {

  /// The elements `start, start + step, ...` of one axis, before `end`. Negative bounds count from
  /// the back, and bounds outside the axis are moved to its border, as in ONNX.
  ///
  /// @param axis the axis; negative ones count from the back
  /// @param start the first element
  /// @param end the first element no longer taken
  /// @param step the distance, not 0; negative ones walk backwards
  public record Range(int axis, int start, int end, int step) {

    /// Checks the step.
    ///
    /// @throws IllegalArgumentException if the step is 0
    public Range {
      if (step == 0) {
        throw new IllegalArgumentException("a slice's step must not be 0");
      }
    }

    /// The first element for an axis of the given extent, counted from the front.
    public int first(int extent) {
      int from = start < 0 ? start + extent : start;
      return Math.clamp(from, 0, step > 0 ? extent : extent - 1);
    }

    /// The number of elements taken from an axis of the given extent.
    public int count(int extent) {
      int from = first(extent);
      int raw = end < 0 ? (int) Math.max((long) end + extent, -1) : end;
      int to = step > 0 ? Math.clamp(raw, 0, extent) : Math.clamp(raw, -1, extent - 1);
      long span = step > 0 ? (long) to - from : (long) from - to;
      long stride = Math.abs((long) step);
      return span <= 0 ? 0 : (int) ((span + stride - 1) / stride);
    }
  }

  /// Copies the list.
  public Slice {
    ranges = List.copyOf(ranges);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.single(inputs);
    int[] dims = in.dims();
    Set<Integer> sliced = new HashSet<>();
    for (Range range : ranges) {
      int axis = Inputs.axis(range.axis(), in);
      if (!sliced.add(axis)) {
        throw new IllegalArgumentException(
            "axis %d of input %s is sliced twice".formatted(axis, in));
      }
      dims[axis] = range.count(in.dim(axis));
      if (dims[axis] == 0) {
        throw new IllegalArgumentException("%s takes nothing of input %s".formatted(range, in));
      }
    }
    return Inputs.float32(Shape.of(dims));
  }
}
