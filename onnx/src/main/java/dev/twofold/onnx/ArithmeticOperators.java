package dev.twofold.onnx;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Identity;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;
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
    extreme(call, Function.MAX);
  }

  static void min(Call call) {
    extreme(call, Function.MIN);
  }

  /// The larger or smaller of tensors; against one known number, a limited range.
  private static void extreme(Call call, Function function) {
    if (call.inputCount() == 1) {
      call.pass(call.operator());
      return;
    }
    if (call.inputCount() == 2 && isBound(call, 0, 1)) {
      call.result(0, limited(call, function, call.known(0, "bound"), 1), call.type(1));
    } else if (call.inputCount() == 2 && isBound(call, 1, 0)) {
      call.result(limited(call, function, call.known(1, "bound"), 0));
    } else {
      call.result(folded(call, new MathFunction(function)));
    }
  }

  private static boolean isBound(Call call, int known, int flowing) {
    return call.isKnown(known)
        && call.known(known, "bound").elements() == 1
        && call.rank(known) <= call.rank(flowing);
  }

  private static Wire limited(Call call, Function function, Literal bound, int flowing) {
    Activation clip =
        function == Function.MAX
            ? Activation.clip(bound.scalar(), Float.POSITIVE_INFINITY)
            : Activation.clip(Float.NEGATIVE_INFINITY, bound.scalar());
    return call.main(clip, call.floats(flowing));
  }

  private static Wire folded(Call call, MathFunction function) {
    Wire result = call.floats(0);
    for (int i = 1; i < call.inputCount(); i++) {
      boolean last = i == call.inputCount() - 1;
      result =
          last
              ? call.main(function, result, call.floats(i))
              : call.beside(function, result, call.floats(i));
    }
    return result;
  }

  static void pow(Call call) {
    Wire base = call.floats(0);
    float exponent =
        call.ifKnown(1)
            .filter(literal -> literal.elements() == 1 && literal.rank() <= call.rank(0))
            .map(Literal::scalar)
            .orElse(Float.NaN);
    if (exponent == 1) {
      call.result(call.main(new Identity("Pow"), base));
    } else if (exponent == 2) {
      call.result(call.main(Elementwise.MUL, base, base));
    } else {
      boolean known = call.isKnown(1);
      Wire power = known ? call.any(1) : call.floats(1);
      call.result(call.main(new MathFunction(Function.POW), base, power));
    }
  }

  static void function(Call call, Function function) {
    call.result(call.main(new MathFunction(function), call.floats(0)));
  }

  static void neg(Call call) {
    call.result(call.main(Elementwise.MUL, call.floats(0), call.helperScalar("minus", -1)));
  }

  static void reciprocal(Call call) {
    call.result(call.main(Elementwise.DIV, call.helperScalar("one", 1), call.floats(0)));
  }
}
