package dev.twofold.onnx;

import dev.twofold.graph.Elementwise;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;
import java.util.stream.IntStream;

/// ReduceMean and its siblings.
final class ReductionOperators {

  private ReductionOperators() {}

  /// What a node computes: with the axes kept or not, from its input.
  private interface Formula {
    Wire apply(Call call, int[] axes, boolean keep);
  }

  static void mean(Call call) {
    reduce(call, 18, (c, axes, keep) -> new Reduction(c, c.floats(0), axes).mean(keep));
  }

  static void max(Call call) {
    reduce(call, 18, (c, axes, keep) -> new Reduction(c, c.floats(0), axes).max(keep));
  }

  static void min(Call call) {
    reduce(
        call,
        18,
        (c, axes, keep) -> {
          Wire minus = c.helperScalar("minus", -1);
          Wire negated = c.beside(Elementwise.MUL, c.floats(0), minus);
          return c.beside(Elementwise.MUL, new Reduction(c, negated, axes).max(keep), minus);
        });
  }

  static void sum(Call call) {
    reduce(call, 13, (c, axes, keep) -> sum(c, c.floats(0), axes, keep));
  }

  static void sumSquare(Call call) {
    reduce(call, 18, (c, axes, keep) -> sum(c, square(c), axes, keep));
  }

  static void l1(Call call) {
    reduce(
        call, 18, (c, axes, keep) -> sum(c, ActivationOperators.abs(c, c.floats(0)), axes, keep));
  }

  static void l2(Call call) {
    reduce(call, 18, (c, axes, keep) -> function(c, Function.SQRT, sum(c, square(c), axes, keep)));
  }

  static void logSum(Call call) {
    reduce(call, 18, (c, axes, keep) -> function(c, Function.LOG, sum(c, c.floats(0), axes, keep)));
  }

  static void logSumExp(Call call) {
    reduce(call, 18, (c, axes, keep) -> logSumExp(c, c.floats(0), axes, keep));
  }

  /// `max + log(sum(exp(x - max)))`.
  static Wire logSumExp(Call call, Wire input, int[] axes, boolean keep) {
    Wire largest = new Reduction(call, input, axes.clone()).max(true);
    Wire shifted = call.beside(Elementwise.SUB, input, largest);
    Wire total = sum(call, function(call, Function.EXP, shifted), axes.clone(), keep);
    Wire shape = keep ? largest : new Reduction(call, input, axes.clone()).max(false);
    return call.beside(Elementwise.ADD, shape, function(call, Function.LOG, total));
  }

  private static Wire sum(Call call, Wire input, int[] axes, boolean keep) {
    Reduction reduction = new Reduction(call, input, axes);
    Wire count = call.helperScalar("count", reduction.count());
    return call.beside(Elementwise.MUL, reduction.mean(keep), count);
  }

  private static Wire square(Call call) {
    return call.beside(Elementwise.MUL, call.floats(0), call.floats(0));
  }

  private static Wire function(Call call, Function function, Wire input) {
    return call.beside(new MathFunction(function), input);
  }

  private static void reduce(Call call, int axesAreInputSince, Formula formula) {
    int[] axes = Axes.fromFront(axes(call, axesAreInputSince), call.rank(0));
    if (axes.length == 0 && call.attributes().flag("noop_with_empty_axes", false)) {
      call.pass(call.operator());
      return;
    }
    int[] all = IntStream.range(0, call.rank(0)).toArray();
    boolean keep = call.attributes().flag("keepdims", true);
    call.result(formula.apply(call, axes.length == 0 ? all : axes, keep));
  }

  static long[] axes(Call call, int axesAreInputSince) {
    return call.opset() >= axesAreInputSince
        ? call.optional(1, "axes").map(Literal::longs).orElse(new long[0])
        : call.attributes().integers("axes");
  }
}
