package dev.twofold.onnx;

import dev.twofold.graph.Pad;
import dev.twofold.graph.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Pad. Negative padding, which cuts off, becomes a slice before the padding.
final class PadOperator {

  private PadOperator() {}

  static void pad(Call call) {
    int rank = call.rank(0);
    int[] before = new int[rank];
    int[] after = new int[rank];
    int[] pads = pads(call);
    int[] axes = axes(call);
    if (pads.length != 2 * axes.length) {
      throw Refusal.malformed("'pads' must have %d values, got %d", 2 * axes.length, pads.length);
    }
    for (int i = 0; i < axes.length; i++) {
      before[axes[i]] = pads[i];
      after[axes[i]] = pads[i + axes.length];
    }
    Wire input = cut(call, call.moved(0), before, after);
    List<Integer> first = Arrays.stream(before).mapToObj(pad -> Math.max(pad, 0)).toList();
    List<Integer> last = Arrays.stream(after).mapToObj(pad -> Math.max(pad, 0)).toList();
    call.result(call.main(new Pad(first, last, mode(call), value(call)), input));
  }

  private static int[] pads(Call call) {
    return call.opset() < 11
        ? call.attributes().indices("pads", call.attributes().indices("paddings"))
        : call.knownIndices(1, "pads");
  }

  private static int[] axes(Call call) {
    long[] all = new long[call.rank(0)];
    Arrays.setAll(all, i -> i);
    long[] given = call.has(3) ? call.known(3, "axes").longs() : all;
    return Axes.fromFront(given, call.rank(0));
  }

  private static float value(Call call) {
    if (call.opset() < 11) {
      return call.attributes().real("value", 0);
    }
    return call.has(2) ? call.known(2, "value").scalar() : 0;
  }

  private static Pad.Mode mode(Call call) {
    String mode = call.attributes().text("mode", "constant");
    return switch (mode) {
      case "constant" -> Pad.Mode.CONSTANT;
      case "reflect" -> Pad.Mode.REFLECT;
      case "edge" -> Pad.Mode.EDGE;
      default -> throw Refusal.unsupported("padding mode '%s' is not supported", mode);
    };
  }

  private static Wire cut(Call call, Wire input, int[] before, int[] after) {
    List<Slice.Range> ranges = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      if (before[i] < 0 || after[i] < 0) {
        int start = Math.max(0, -before[i]);
        ranges.add(new Slice.Range(i, start, call.dims(0)[i] + Math.min(0, after[i]), 1));
      }
    }
    return ranges.isEmpty() ? input : call.helper("cut", new Slice(ranges), input);
  }
}
