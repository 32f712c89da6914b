package dev.twofold.onnx;

import dev.twofold.graph.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads the bounds of a Slice: attributes before operator set 10, inputs since then.
final class SliceRanges {

  private SliceRanges() {}

  static List<Slice.Range> of(Call call) {
    boolean inputs = call.opset() >= 10;
    long[] starts = inputs ? call.known(1, "starts").longs() : call.attributes().integers("starts");
    long[] ends = inputs ? call.known(2, "ends").longs() : call.attributes().integers("ends");
    long[] first = new long[starts.length];
    Arrays.setAll(first, i -> i);
    long[] ones = new long[starts.length];
    Arrays.fill(ones, 1);
    long[] axes =
        inputs
            ? call.optional(3, "axes").map(Literal::longs).orElse(first)
            : call.attributes().integers("axes", first);
    long[] steps = inputs ? call.optional(4, "steps").map(Literal::longs).orElse(ones) : ones;
    if (ends.length != starts.length
        || axes.length != starts.length
        || steps.length != starts.length) {
      throw Refusal.malformed(
          "starts, ends, axes and steps must agree in number, got %d, %d, %d and %d",
          starts.length, ends.length, axes.length, steps.length);
    }
    int[] front = Axes.fromFront(axes, call.rank(0));
    List<Slice.Range> ranges = new ArrayList<>();
    for (int i = 0; i < front.length; i++) {
      ranges.add(new Slice.Range(front[i], clamp(starts[i]), clamp(ends[i]), clamp(steps[i])));
    }
    return ranges;
  }

  /// Bounds beyond `int` mean the border of the axis.
  private static int clamp(long value) {
    return (int) Math.clamp(value, Integer.MIN_VALUE + 1L, (long) Integer.MAX_VALUE);
  }
}
