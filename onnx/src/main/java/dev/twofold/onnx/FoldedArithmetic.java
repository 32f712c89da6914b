package dev.twofold.onnx;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Arithmetic on known tensors: integers in `long`, wrapped to their type; floats in `double`,
/// rounded to `float`.
final class FoldedArithmetic {

  private FoldedArithmetic() {}

  /// A comparison of two numbers.
  interface Comparison {
    boolean test(double a, double b);
  }

  static Literal unary(Call call, LongUnaryOperator onLongs, DoubleUnaryOperator onFloats) {
    Literal in = call.known(0, "input");
    int elements = call.charge(in.dims());
    if (in.type().isFloat()) {
      float[] from = in.floats();
      float[] to = new float[elements];
      for (int i = 0; i < elements; i++) {
        to[i] = (float) onFloats.applyAsDouble(from[i]);
      }
      return Literal.of(in.type(), in.dims(), to);
    }
    long[] from = in.longs();
    long[] to = new long[elements];
    Arrays.setAll(to, i -> in.type().wrap(onLongs.applyAsLong(from[i])));
    return Literal.of(in.type(), in.dims(), to);
  }

  /// Combines two tensors, or more from the left as in Max.
  static Literal binary(Call call, LongBinaryOperator onLongs, DoubleBinaryOperator onFloats) {
    Literal total = call.known(0, "input");
    for (int i = 1; i < call.inputCount(); i++) {
      total = binary(call, total, call.known(i, "input"), onLongs, onFloats);
    }
    return total;
  }

  private static Literal binary(
      Call call, Literal a, Literal b, LongBinaryOperator onLongs, DoubleBinaryOperator onFloats) {
    Pairs pairs = new Pairs(call, a, b);
    if (a.type().isFloat() || b.type().isFloat()) {
      float[] left = a.floats();
      float[] right = b.floats();
      float[] to = new float[pairs.elements];
      for (int i = 0; i < to.length; i++) {
        to[i] = (float) onFloats.applyAsDouble(left[pairs.left(i)], right[pairs.right(i)]);
      }
      return Literal.of(a.type().isFloat() ? a.type() : b.type(), pairs.dims, to);
    }
    long[] left = a.longs();
    long[] right = b.longs();
    long[] to = new long[pairs.elements];
    for (int i = 0; i < to.length; i++) {
      to[i] = a.type().wrap(onLongs.applyAsLong(left[pairs.left(i)], right[pairs.right(i)]));
    }
    return Literal.of(a.type(), pairs.dims, to);
  }

  static Literal compare(Call call, Comparison comparison) {
    Literal a = call.known(0, "input");
    Literal b = call.known(1, "input");
    Pairs pairs = new Pairs(call, a, b);
    long[] truth = new long[pairs.elements];
    for (int i = 0; i < truth.length; i++) {
      boolean holds = comparison.test(number(a, pairs.left(i)), number(b, pairs.right(i)));
      truth[i] = holds ? 1 : 0;
    }
    return Literal.of(ElementType.BOOL, pairs.dims, truth);
  }

  private static double number(Literal literal, int i) {
    return literal.type().isFloat() ? literal.floats()[i] : literal.longs()[i];
  }

  static Literal where(Call call) {
    Literal condition = call.known(0, "condition");
    Literal a = call.known(1, "input");
    Literal b = call.known(2, "input");
    int[] dims = Axes.broadcast(condition.dims(), Axes.broadcast(a.dims(), b.dims()));
    call.charge(dims);
    Literal left = FoldedArrangement.spread(call, a, dims);
    Literal right = FoldedArrangement.spread(call, b, dims);
    long[] truth = FoldedArrangement.spread(call, condition, dims).longs();
    if (a.type().isFloat()) {
      float[] to = new float[truth.length];
      for (int i = 0; i < to.length; i++) {
        to[i] = truth[i] != 0 ? left.floats()[i] : right.floats()[i];
      }
      return Literal.of(a.type(), dims, to);
    }
    long[] to = new long[truth.length];
    Arrays.setAll(to, i -> truth[i] != 0 ? left.longs()[i] : right.longs()[i]);
    return Literal.of(a.type(), dims, to);
  }

  /// Combines the elements along axes.
  ///
  /// @param axesAreInputSince the operator set since which the axes are an input
  static Literal reduce(Call call, int axesAreInputSince, DoubleBinaryOperator combine) {
    Literal in = call.known(0, "input");
    int[] dims = in.dims();
    int[] axes = Axes.fromFront(ReductionOperators.axes(call, axesAreInputSince), dims.length);
    boolean[] gone = new boolean[dims.length];
    Arrays.fill(gone, axes.length == 0);
    for (int axis : axes) {
      gone[axis] = true;
    }
    boolean noop = axes.length == 0 && call.attributes().flag("noop_with_empty_axes", false);
    if (in.elements() == 0 || noop) {
      throw Refusal.unsupported("reducing nothing is not supported");
    }
    return reduced(call, in, gone, combine);
  }

  private static Literal reduced(
      Call call, Literal in, boolean[] gone, DoubleBinaryOperator combine) {
    int[] dims = in.dims();
    int[] kept = dims.clone();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = gone[i] ? 1 : dims[i];
    }
    int[] strides = Axes.broadcastStrides(kept, dims);
    double[] totals = new double[call.charge(kept)];
    boolean[] begun = new boolean[totals.length];
    for (int i = 0; i < in.elements(); i++) {
      int to = Axes.offset(i, dims, strides);
      totals[to] = begun[to] ? combine.applyAsDouble(totals[to], number(in, i)) : number(in, i);
      begun[to] = true;
    }
    boolean keep = call.attributes().flag("keepdims", true);
    return rounded(in.type(), keep ? kept : dropped(dims, gone), totals);
  }

  private static int[] dropped(int[] dims, boolean[] gone) {
    int[] out = new int[dims.length];
    int count = 0;
    for (int i = 0; i < dims.length; i++) {
      if (!gone[i]) {
        out[count++] = dims[i];
      }
    }
    return Arrays.copyOf(out, count);
  }

  private static Literal rounded(ElementType type, int[] dims, double[] values) {
    if (!type.isFloat()) {
      return Literal.of(type, dims, Arrays.stream(values).mapToLong(v -> (long) v).toArray());
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Literal.of(type, dims, floats);
  }

  static Literal cast(Call call) {
    Literal in = call.known(0, "input");
    ElementType to = ElementType.of(call.attributes().integer("to", 0));
    call.charge(in.dims());
    if (to.isFloat()) {
      return Literal.of(to, in.dims(), in.floats());
    }
    if (!in.type().isFloat()) {
      long[] from = in.longs();
      return Literal.of(to, in.dims(), Arrays.stream(from).map(to::wrap).toArray());
    }
    float[] from = in.floats();
    long[] longs = new long[from.length];
    for (int i = 0; i < longs.length; i++) {
      boolean truth = to == ElementType.BOOL;
      longs[i] = truth ? (from[i] != 0 ? 1 : 0) : to.wrap((long) from[i]);
    }
    return Literal.of(to, in.dims(), longs);
  }

  /// The pairs of elements of two tensors that broadcast.
  private static final class Pairs {

    private final int[] dims;
    private final int elements;
    private final int[] leftStrides;
    private final int[] rightStrides;

    Pairs(Call call, Literal a, Literal b) {
      this.dims = Axes.broadcast(a.dims(), b.dims());
      this.elements = call.charge(dims);
      this.leftStrides = Axes.broadcastStrides(a.dims(), dims);
      this.rightStrides = Axes.broadcastStrides(b.dims(), dims);
    }

    int left(int i) {
      return Axes.offset(i, dims, leftStrides);
    }

    int right(int i) {
      return Axes.offset(i, dims, rightStrides);
    }
  }
}
