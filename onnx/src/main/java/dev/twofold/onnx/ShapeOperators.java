package dev.twofold.onnx;

import dev.twofold.graph.Flatten;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Unsqueeze;
import java.util.Arrays;
import java.util.List;

/// Operators that give a tensor another shape or type, or tell its shape.
final class ShapeOperators {

  private ShapeOperators() {}

  static void reshape(Call call) {
    long[] target = reshapeTarget(call);
    if (call.attributes().flag("allowzero", false) && Arrays.stream(target).anyMatch(d -> d == 0)) {
      throw Refusal.unsupported("tensors without elements are not supported");
    }
    List<Integer> dims =
        Arrays.stream(target).mapToObj(dim -> Attributes.narrow("shape", dim)).toList();
    call.result(call.main(new Reshape(dims), call.any(0)));
  }

  static long[] reshapeTarget(Call call) {
    return call.opset() < 5 ? call.attributes().integers("shape") : call.known(1, "shape").longs();
  }

  static void flatten(Call call) {
    call.result(call.main(new Flatten(call.attributes().index("axis", 1)), call.any(0)));
  }

  static void squeeze(Call call) {
    call.result(call.main(new Squeeze(list(axes(call))), call.any(0)));
  }

  static void unsqueeze(Call call) {
    call.result(call.main(new Unsqueeze(list(axes(call))), call.any(0)));
  }

  /// The axes, an attribute before operator set 13 and an input since then.
  static long[] axes(Call call) {
    return call.opset() < 13
        ? call.attributes().integers("axes")
        : call.optional(1, "axes").map(Literal::longs).orElse(new long[0]);
  }

  private static List<Integer> list(long[] axes) {
    return Arrays.stream(axes).mapToObj(axis -> Attributes.narrow("axes", axis)).toList();
  }

  static void shape(Call call) {
    int[] dims = call.dims(0);
    int start = bound(call.attributes().integer("start", 0), dims.length);
    int end = bound(call.attributes().integer("end", dims.length), dims.length);
    int[] part = start < end ? Arrays.copyOfRange(dims, start, end) : new int[0];
    call.result(Literal.ofLongs(Arrays.stream(part).asLongStream().toArray()));
  }

  private static int bound(long value, int rank) {
    return (int) Math.clamp(value < 0 ? value + rank : value, 0L, (long) rank);
  }

  static void size(Call call) {
    long elements = Arrays.stream(call.dims(0)).asLongStream().reduce(1, (a, b) -> a * b);
    call.result(Literal.of(ElementType.INT64, new int[0], new long[] {elements}));
  }

  static void identity(Call call) {
    call.pass("Identity");
  }

  static void dropout(Call call) {
    boolean training = call.has(2) && call.known(2, "training mode").longs()[0] != 0;
    if (training && !(call.has(1) && call.known(1, "ratio").scalar() == 0)) {
      throw Refusal.unsupported("dropout in training mode is not supported");
    }
    call.pass("Dropout");
    if (call.wants(1)) {
      long[] kept = new long[call.charge(call.dims(0))];
      Arrays.fill(kept, 1);
      call.result(1, Literal.of(ElementType.BOOL, call.dims(0), kept));
    }
  }
}
