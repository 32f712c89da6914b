package dev.twofold.onnx;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Computes nodes whose inputs are all known while the file is read, such as the arithmetic on
/// shapes by which exporters tell where a Resize or Reshape leads to.
final class Folding {

  // A switch, for the reason that Operators has one.

  /// Operators whose inputs say how large the output is, so that they must be known.
  private static final Set<String> SOURCES = Set.of("ConstantOfShape", "Range");

  private Folding() {}

  /// Whether an operator can be computed while a file is read.
  static boolean knows(String operator) {
    return function(operator) != null || operator.equals("Split");
  }

  /// Computes a node if that is possible.
  ///
  /// @return whether it was
  static boolean fold(Call call) {
    if (!allKnown(call) || !knows(call.operator())) {
      return false;
    }
    Function<Call, Literal> function = function(call.operator());
    if (function == null) {
      FoldedArrangement.split(call);
    } else {
      call.result(function.apply(call));
    }
    return true;
  }

  /// Computes a node that needs its inputs known from recorded ones, if that is what it reads.
  ///
  /// @return whether it was
  static boolean foldSampled(Call call) {
    Function<Call, Literal> function =
        SOURCES.contains(call.operator()) ? function(call.operator()) : null;
    if (function == null || !allSampled(call)) {
      return false;
    }
    call.result(function.apply(call));
    return true;
  }

  private static boolean allSampled(Call call) {
    for (int i = 0; i < call.inputCount(); i++) {
      if (call.has(i) && !call.isSampled(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean allKnown(Call call) {
    for (int i = 0; i < call.inputCount(); i++) {
      if (call.has(i) && !call.isKnown(i)) {
        return false;
      }
    }
    return true;
  }

  private static long power(long base, long exponent) {
    return (long) Math.pow((double) base, (double) exponent);
  }

  private static @Nullable Function<Call, Literal> function(String operator) {
    return switch (operator) {
      case "Constant" -> FoldedSources::constant;
      case "ConstantOfShape" -> FoldedSources::constantOfShape;
      case "Range" -> FoldedSources::range;
      case "Identity" -> call -> call.known(0, "input");
      case "Cast" -> FoldedArithmetic::cast;
      case "QuantizeLinear" -> FoldedQuantisation::quantize;
      case "DequantizeLinear" -> FoldedQuantisation::dequantize;
      // arithmetic
      case "Add" -> call -> FoldedArithmetic.binary(call, Long::sum, Double::sum);
      case "Sub" -> call -> FoldedArithmetic.binary(call, (a, b) -> a - b, (a, b) -> a - b);
      case "Mul" -> call -> FoldedArithmetic.binary(call, (a, b) -> a * b, (a, b) -> a * b);
      case "Div" -> call -> FoldedArithmetic.binary(call, (a, b) -> a / b, (a, b) -> a / b);
      case "Mod" -> call -> FoldedArithmetic.binary(call, Math::floorMod, (a, b) -> a % b);
      case "Max" -> call -> FoldedArithmetic.binary(call, Math::max, Math::max);
      case "Min" -> call -> FoldedArithmetic.binary(call, Math::min, Math::min);
      case "Pow" -> call -> FoldedArithmetic.binary(call, Folding::power, Math::pow);
      case "Neg" -> call -> FoldedArithmetic.unary(call, a -> -a, a -> -a);
      case "Abs" -> call -> FoldedArithmetic.unary(call, Math::abs, Math::abs);
      case "Floor" -> call -> FoldedArithmetic.unary(call, a -> a, Math::floor);
      case "Ceil" -> call -> FoldedArithmetic.unary(call, a -> a, Math::ceil);
      case "Round" -> call -> FoldedArithmetic.unary(call, a -> a, Math::rint);
      case "Sqrt" -> call -> FoldedArithmetic.unary(call, a -> a, Math::sqrt);
      case "Exp" -> call -> FoldedArithmetic.unary(call, a -> a, Math::exp);
      case "Log" -> call -> FoldedArithmetic.unary(call, a -> a, Math::log);
      case "Reciprocal" -> call -> FoldedArithmetic.unary(call, a -> 1 / a, a -> 1 / a);
      // truth
      case "Equal" -> call -> FoldedArithmetic.compare(call, (a, b) -> a == b);
      case "Less" -> call -> FoldedArithmetic.compare(call, (a, b) -> a < b);
      case "LessOrEqual" -> call -> FoldedArithmetic.compare(call, (a, b) -> a <= b);
      case "Greater" -> call -> FoldedArithmetic.compare(call, (a, b) -> a > b);
      case "GreaterOrEqual" -> call -> FoldedArithmetic.compare(call, (a, b) -> a >= b);
      case "And" -> call -> FoldedArithmetic.binary(call, (a, b) -> a & b, Math::min);
      case "Or" -> call -> FoldedArithmetic.binary(call, (a, b) -> a | b, Math::max);
      case "Not" -> call -> FoldedArithmetic.unary(call, a -> 1 - a, a -> a);
      case "Where" -> FoldedArithmetic::where;
      // reductions
      case "ReduceProd" -> call -> FoldedArithmetic.reduce(call, 18, (a, b) -> a * b);
      case "ReduceSum" -> call -> FoldedArithmetic.reduce(call, 13, Double::sum);
      case "ReduceMax" -> call -> FoldedArithmetic.reduce(call, 18, Math::max);
      case "ReduceMin" -> call -> FoldedArithmetic.reduce(call, 18, Math::min);
      // moving elements
      case "Reshape" -> FoldedArrangement::reshape;
      case "Flatten" -> FoldedArrangement::flatten;
      case "Squeeze" -> FoldedArrangement::squeeze;
      case "Unsqueeze" -> FoldedArrangement::unsqueeze;
      case "Transpose" -> FoldedArrangement::transpose;
      case "Concat" -> FoldedArrangement::concat;
      case "Slice" -> FoldedArrangement::slice;
      case "Gather" -> FoldedArrangement::gather;
      case "Expand" -> FoldedArrangement::expand;
      case "Tile" -> FoldedArrangement::tile;
      default -> null;
    };
  }
}
