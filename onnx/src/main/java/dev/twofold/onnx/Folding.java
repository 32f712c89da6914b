package dev.twofold.onnx;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Computes nodes whose inputs are all known while the file is read, such as the arithmetic on
/// shapes by which exporters tell where a Resize or Reshape leads to.
final class Folding {

  private static final Map<String, Function<Call, Literal>> TABLE =
      Map.<String, Function<Call, Literal>>ofEntries(
          Map.entry("Constant", FoldedSources::constant),
          Map.entry("ConstantOfShape", FoldedSources::constantOfShape),
          Map.entry("Range", FoldedSources::range),
          Map.entry("Identity", call -> call.known(0, "input")),
          Map.entry("Cast", FoldedArithmetic::cast),
          Map.entry("QuantizeLinear", FoldedQuantisation::quantize),
          Map.entry("DequantizeLinear", FoldedQuantisation::dequantize),
          // arithmetic
          Map.entry("Add", call -> FoldedArithmetic.binary(call, Long::sum, Double::sum)),
          Map.entry("Sub", call -> FoldedArithmetic.binary(call, (a, b) -> a - b, (a, b) -> a - b)),
          Map.entry("Mul", call -> FoldedArithmetic.binary(call, (a, b) -> a * b, (a, b) -> a * b)),
          Map.entry("Div", call -> FoldedArithmetic.binary(call, (a, b) -> a / b, (a, b) -> a / b)),
          Map.entry("Mod", call -> FoldedArithmetic.binary(call, Math::floorMod, (a, b) -> a % b)),
          Map.entry("Max", call -> FoldedArithmetic.binary(call, Math::max, Math::max)),
          Map.entry("Min", call -> FoldedArithmetic.binary(call, Math::min, Math::min)),
          Map.entry("Pow", call -> FoldedArithmetic.binary(call, Folding::power, Math::pow)),
          Map.entry("Neg", call -> FoldedArithmetic.unary(call, a -> -a, a -> -a)),
          Map.entry("Abs", call -> FoldedArithmetic.unary(call, Math::abs, Math::abs)),
          Map.entry("Floor", call -> FoldedArithmetic.unary(call, a -> a, Math::floor)),
          Map.entry("Ceil", call -> FoldedArithmetic.unary(call, a -> a, Math::ceil)),
          Map.entry("Round", call -> FoldedArithmetic.unary(call, a -> a, Math::rint)),
          Map.entry("Sqrt", call -> FoldedArithmetic.unary(call, a -> a, Math::sqrt)),
          Map.entry("Exp", call -> FoldedArithmetic.unary(call, a -> a, Math::exp)),
          Map.entry("Log", call -> FoldedArithmetic.unary(call, a -> a, Math::log)),
          Map.entry("Reciprocal", call -> FoldedArithmetic.unary(call, a -> 1 / a, a -> 1 / a)),
          // truth
          Map.entry("Equal", call -> FoldedArithmetic.compare(call, (a, b) -> a == b)),
          Map.entry("Less", call -> FoldedArithmetic.compare(call, (a, b) -> a < b)),
          Map.entry("LessOrEqual", call -> FoldedArithmetic.compare(call, (a, b) -> a <= b)),
          Map.entry("Greater", call -> FoldedArithmetic.compare(call, (a, b) -> a > b)),
          Map.entry("GreaterOrEqual", call -> FoldedArithmetic.compare(call, (a, b) -> a >= b)),
          Map.entry("And", call -> FoldedArithmetic.binary(call, (a, b) -> a & b, Math::min)),
          Map.entry("Or", call -> FoldedArithmetic.binary(call, (a, b) -> a | b, Math::max)),
          Map.entry("Not", call -> FoldedArithmetic.unary(call, a -> 1 - a, a -> a)),
          Map.entry("Where", FoldedArithmetic::where),
          // reductions
          Map.entry("ReduceProd", call -> FoldedArithmetic.reduce(call, 18, (a, b) -> a * b)),
          Map.entry("ReduceSum", call -> FoldedArithmetic.reduce(call, 13, Double::sum)),
          Map.entry("ReduceMax", call -> FoldedArithmetic.reduce(call, 18, Math::max)),
          Map.entry("ReduceMin", call -> FoldedArithmetic.reduce(call, 18, Math::min)),
          // moving elements
          Map.entry("Reshape", FoldedArrangement::reshape),
          Map.entry("Flatten", FoldedArrangement::flatten),
          Map.entry("Squeeze", FoldedArrangement::squeeze),
          Map.entry("Unsqueeze", FoldedArrangement::unsqueeze),
          Map.entry("Transpose", FoldedArrangement::transpose),
          Map.entry("Concat", FoldedArrangement::concat),
          Map.entry("Slice", FoldedArrangement::slice),
          Map.entry("Gather", FoldedArrangement::gather),
          Map.entry("Expand", FoldedArrangement::expand),
          Map.entry("Tile", FoldedArrangement::tile));

  /// Operators whose inputs say how large the output is, so that they must be known.
  private static final Set<String> SOURCES = Set.of("ConstantOfShape", "Range");

  private Folding() {}

  /// Whether an operator can be computed while a file is read.
  static boolean knows(String operator) {
    return TABLE.containsKey(operator) || operator.equals("Split");
  }

  /// The names of all operators that can be computed, sorted.
  static Set<String> names() {
    return new TreeMap<>(TABLE).keySet();
  }

  /// Computes a node if that is possible.
  ///
  /// @return whether it was
  static boolean fold(Call call) {
    Function<Call, Literal> function = TABLE.get(call.operator());
    boolean split = call.operator().equals("Split");
    if (!allKnown(call) || (function == null && !split)) {
      return false;
    }
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
    Function<Call, Literal> function = TABLE.get(call.operator());
    if (function == null || !SOURCES.contains(call.operator()) || !allSampled(call)) {
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
}
