package dev.twofold.onnx;

import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Window;
import java.util.Arrays;
import java.util.stream.IntStream;

/// ReduceMean and its siblings.
final class ReductionOperators {

  /*
   * Any reduction is a global pooling: the axes that stay become channels, those that go become rows
   * of an image, [1, kept, reduced, 1]. The mean over rows and columns of an image is the pooling as
   * it stands.
   */

  private final Call call;
  private final int[] dims;
  private final int[] axes;

  private ReductionOperators(Call call, int[] axes) {
    this.call = call;
    this.dims = call.dims(0);
    this.axes = axes;
  }

  static void mean(Call call) {
    reduce(call, 18, ReductionOperators::averaged);
  }

  static void sum(Call call) {
    reduce(
        call,
        13,
        reduction -> {
          Wire mean = reduction.averaged();
          Wire count = call.helperScalar("count", reduction.count());
          return call.helper("sum", Elementwise.MUL, mean, count);
        });
  }

  static void max(Call call) {
    reduce(call, 18, reduction -> reduction.maximum(call.floats(0)));
  }

  static void min(Call call) {
    reduce(
        call,
        18,
        reduction -> {
          Wire minus = call.helperScalar("minus", -1);
          Wire negated = call.helper("negated", Elementwise.MUL, call.floats(0), minus);
          return call.helper("min", Elementwise.MUL, reduction.maximum(negated), minus);
        });
  }

  private interface Pooling {
    Wire apply(ReductionOperators reduction);
  }

  private static void reduce(Call call, int axesAreInputSince, Pooling pooling) {
    long[] given = axes(call, axesAreInputSince);
    int[] axes = Axes.fromFront(given, call.rank(0));
    if (axes.length == 0 && call.attributes().flag("noop_with_empty_axes", false)) {
      call.pass(call.operator());
      return;
    }
    if (axes.length == 0) {
      axes = IntStream.range(0, call.rank(0)).toArray();
    }
    Arrays.sort(axes);
    ReductionOperators reduction = new ReductionOperators(call, axes);
    Wire reduced = pooling.apply(reduction);
    int[] wanted = reduction.outputDims(call.attributes().flag("keepdims", true));
    if (!Arrays.equals(wanted, reduced.shape().dims())) {
      reduced = call.helper("out", new Reshape(Axes.list(wanted)), reduced);
    }
    call.result(reduced);
  }

  static long[] axes(Call call, int axesAreInputSince) {
    return call.opset() >= axesAreInputSince
        ? call.optional(1, "axes").map(Literal::longs).orElse(new long[0])
        : call.attributes().integers("axes");
  }

  private Wire averaged() {
    boolean plane = dims.length == 4 && Arrays.equals(axes, new int[] {2, 3});
    Wire image = plane ? call.floats(0) : image(call.floats(0));
    return call.main(new GlobalAveragePool(), image);
  }

  private Wire maximum(Wire input) {
    return call.main(Pool2d.max(Window.of(count(), 1)), image(input));
  }

  /// The number of elements that become one.
  private int count() {
    return Literal.elements(Arrays.stream(axes).map(axis -> dims[axis]).toArray());
  }

  private Wire image(Wire input) {
    int[] order = IntStream.concat(kept(), Arrays.stream(axes)).toArray();
    Wire sorted = input;
    if (!Arrays.equals(order, IntStream.range(0, dims.length).toArray())) {
      sorted = call.helper("order", new Transpose(Axes.list(order)), input);
    }
    int channels = Literal.elements(kept().map(axis -> dims[axis]).toArray());
    return call.helper("image", new Reshape(Axes.list(1, channels, count(), 1)), sorted);
  }

  private IntStream kept() {
    return IntStream.range(0, dims.length)
        .filter(axis -> Arrays.stream(axes).noneMatch(other -> other == axis));
  }

  private int[] outputDims(boolean keep) {
    if (!keep) {
      return kept().map(axis -> dims[axis]).toArray();
    }
    int[] out = dims.clone();
    for (int axis : axes) {
      out[axis] = 1;
    }
    return out;
  }
}
