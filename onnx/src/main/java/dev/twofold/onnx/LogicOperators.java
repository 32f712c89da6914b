package dev.twofold.onnx;

import dev.twofold.graph.ArgMax;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;
import dev.twofold.graph.Select;

/// Comparisons, truth values (carried as 1 and 0), choices by them, and places of extremes.
final class LogicOperators {

  private LogicOperators() {}

  static void equal(Call call) {
    truth(call, compared(call, Function.EQUAL));
  }

  static void less(Call call) {
    truth(call, compared(call, Function.LESS));
  }

  static void greater(Call call) {
    truth(call, compared(call, Function.GREATER));
  }

  static void lessOrEqual(Call call) {
    truth(call, orEqual(call, Function.LESS));
  }

  static void greaterOrEqual(Call call) {
    truth(call, orEqual(call, Function.GREATER));
  }

  private static Wire compared(Call call, Function function) {
    return call.main(new MathFunction(function), call.moved(0), call.moved(1));
  }

  /// At most one of the two is 1, none for NaN.
  private static Wire orEqual(Call call, Function function) {
    Wire equal = call.beside(new MathFunction(Function.EQUAL), call.moved(0), call.moved(1));
    return call.beside(Elementwise.ADD, equal, compared(call, function));
  }

  static void and(Call call) {
    truth(call, call.main(Elementwise.MUL, call.truth(0), call.truth(1)));
  }

  static void or(Call call) {
    Function largest = Function.MAX;
    truth(call, call.main(new MathFunction(largest), call.truth(0), call.truth(1)));
  }

  static void xor(Call call) {
    Wire difference = call.main(Elementwise.SUB, call.truth(0), call.truth(1));
    truth(call, call.beside(Elementwise.MUL, difference, difference));
  }

  static void not(Call call) {
    truth(call, call.main(Elementwise.SUB, call.helperScalar("one", 1), call.truth(0)));
  }

  private static void truth(Call call, Wire wire) {
    call.result(0, wire, ElementType.BOOL);
  }

  static void where(Call call) {
    Wire chosen = call.main(new Select(), call.truth(0), call.moved(1), call.moved(2));
    call.result(0, chosen, call.type(1));
  }

  static void argMax(Call call) {
    extreme(call, call.moved(0));
  }

  static void argMin(Call call) {
    Wire negated = call.beside(Elementwise.MUL, call.moved(0), call.helperScalar("minus", -1));
    extreme(call, negated);
  }

  private static void extreme(Call call, Wire input) {
    Attributes attributes = call.attributes();
    ArgMax layer =
        new ArgMax(
            call.axis(attributes.integer("axis", 0), 0),
            attributes.flag("keepdims", true),
            attributes.flag("select_last_index", false));
    call.result(0, call.main(layer, input), ElementType.INT64);
  }
}
