package dev.twofold.onnx;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Reshape;
import java.util.Arrays;

/// Arithmetic on two or more tensors.
final class ArithmeticOperators {

  private ArithmeticOperators() {}

  static void add(Call call) {
    binary(call, Elementwise.ADD);
  }

  static void sub(Call call) {
    binary(call, Elementwise.SUB);
  }

  static void mul(Call call) {
    binary(call, Elementwise.MUL);
  }

  static void div(Call call) {
    binary(call, Elementwise.DIV);
  }

  private static void binary(Call call, Elementwise layer) {
    Wire left = call.floats(0);
    Wire right = call.floats(1);
    call.result(call.main(layer, left, call.opset() < 7 ? aligned(call, right) : right));
  }

  /// Before operator set 7 the second input was aligned at an axis of the first.
  private static Wire aligned(Call call, Wire right) {
    int[] dims = right.shape().dims();
    int rank = call.rank(0);
    int axis = call.attributes().index("axis", rank - dims.length);
    if (!call.attributes().flag("broadcast", false) || axis + dims.length >= rank) {
      return right;
    }
    int[] wide = Arrays.copyOf(dims, rank - Axes.fromFront(axis, rank));
    Arrays.fill(wide, dims.length, wide.length, 1);
    return call.helper("aligned", new Reshape(Axes.list(wide)), right);
  }

  static void sum(Call call) {
    if (call.inputCount() == 1) {
      call.pass("Sum");
      return;
    }
    call.result(total(call));
  }

  private static Wire total(Call call) {
    Wire total = call.floats(0);
    for (int i = 1; i < call.inputCount(); i++) {
      boolean last = i == call.inputCount() - 1;
      total =
          last
              ? call.main(Elementwise.ADD, total, call.floats(i))
              : call.helper("add", Elementwise.ADD, total, call.floats(i));
    }
    return total;
  }

  static void mean(Call call) {
    if (call.inputCount() == 1) {
      call.pass("Mean");
      return;
    }
    Wire count = call.helperScalar("count", call.inputCount());
    call.result(call.helper("mean", Elementwise.DIV, total(call), count));
  }

  static void max(Call call) {
    limit(call, true);
  }

  static void min(Call call) {
    limit(call, false);
  }

  /// The larger or smaller of an element and a known number limits its range.
  private static void limit(Call call, boolean larger) {
    if (call.inputCount() == 1) {
      call.pass(call.operator());
      return;
    }
    if (call.inputCount() != 2 || call.isKnown(0) == call.isKnown(1)) {
      throw Refusal.unsupported("%s is supported only with a known number", call.operator());
    }
    int known = call.isKnown(0) ? 0 : 1;
    float bound = call.known(known, "bound").scalar();
    if (call.rank(known) > call.rank(1 - known)) {
      throw Refusal.unsupported("%s with a bound of higher rank is not supported", call.operator());
    }
    Activation clip =
        larger
            ? Activation.clip(bound, Float.POSITIVE_INFINITY)
            : Activation.clip(Float.NEGATIVE_INFINITY, bound);
    call.result(0, call.main(clip, call.floats(1 - known)), call.type(1 - known));
  }

  static void pow(Call call) {
    Literal known = call.known(1, "exponent");
    Wire base = call.floats(0);
    if (known.elements() != 1) {
      throw Refusal.unsupported("only one exponent for all elements is supported, got %s", known);
    }
    float exponent = known.scalar();
    if (call.rank(1) > call.rank(0) || (exponent != 1 && exponent != 2)) {
      throw Refusal.unsupported("powers other than 1 and 2 are not supported, got %s", exponent);
    }
    call.result(
        exponent == 1
            ? call.main(new Identity("Pow"), base)
            : call.main(Elementwise.MUL, base, base));
  }

  static void neg(Call call) {
    call.result(call.main(Elementwise.MUL, call.floats(0), call.helperScalar("minus", -1)));
  }

  static void reciprocal(Call call) {
    call.result(call.main(Elementwise.DIV, call.helperScalar("one", 1), call.floats(0)));
  }
}
