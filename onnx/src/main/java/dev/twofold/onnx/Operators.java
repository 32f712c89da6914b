package dev.twofold.onnx;

import dev.twofold.graph.MathFunction.Function;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The operators of ONNX's own domain that layers exist for.
final class Operators {

  private static final Map<String, Operator> TABLE =
      Map.<String, Operator>ofEntries(
          // weights
          Map.entry("Conv", ConvolutionOperators::conv),
          Map.entry("ConvTranspose", ConvolutionOperators::convTranspose),
          Map.entry("Gemm", LinearOperators::gemm),
          Map.entry("MatMul", LinearOperators::matMul),
          Map.entry("BatchNormalization", NormalisationOperators::batchNormalization),
          Map.entry("LayerNormalization", NormalisationOperators::layerNormalization),
          Map.entry("InstanceNormalization", NormalisationOperators::instanceNormalization),
          Map.entry("LRN", NormalisationOperators::lrn),
          // windows
          Map.entry("MaxPool", PoolingOperators::maxPool),
          Map.entry("AveragePool", PoolingOperators::averagePool),
          Map.entry("MaxUnpool", PoolingOperators::maxUnpool),
          Map.entry("GlobalAveragePool", PoolingOperators::globalAveragePool),
          Map.entry("GlobalMaxPool", PoolingOperators::globalMaxPool),
          Map.entry("ReduceMean", ReductionOperators::mean),
          Map.entry("ReduceSum", ReductionOperators::sum),
          Map.entry("ReduceMax", ReductionOperators::max),
          Map.entry("ReduceMin", ReductionOperators::min),
          Map.entry("ReduceSumSquare", ReductionOperators::sumSquare),
          Map.entry("ReduceL1", ReductionOperators::l1),
          Map.entry("ReduceL2", ReductionOperators::l2),
          Map.entry("ReduceLogSum", ReductionOperators::logSum),
          Map.entry("ReduceLogSumExp", ReductionOperators::logSumExp),
          Map.entry("Resize", ResizeOperators::resize),
          Map.entry("Upsample", ResizeOperators::upsample),
          // element by element
          Map.entry("Relu", ActivationOperators::relu),
          Map.entry("Clip", ActivationOperators::clip),
          Map.entry("LeakyRelu", ActivationOperators::leakyRelu),
          Map.entry("PRelu", ActivationOperators::pRelu),
          Map.entry("Sigmoid", ActivationOperators::sigmoid),
          Map.entry("HardSigmoid", ActivationOperators::hardSigmoid),
          Map.entry("HardSwish", ActivationOperators::hardSwish),
          Map.entry("Tanh", ActivationOperators::tanh),
          Map.entry("Abs", ActivationOperators::abs),
          Map.entry("Elu", ActivationOperators::elu),
          Map.entry("Selu", ActivationOperators::selu),
          Map.entry("Softplus", ActivationOperators::softplus),
          Map.entry("Softsign", ActivationOperators::softsign),
          Map.entry("Mish", ActivationOperators::mish),
          Map.entry("Gelu", ActivationOperators::gelu),
          Map.entry("Exp", call -> ArithmeticOperators.function(call, Function.EXP)),
          Map.entry("Log", call -> ArithmeticOperators.function(call, Function.LOG)),
          Map.entry("Sqrt", call -> ArithmeticOperators.function(call, Function.SQRT)),
          Map.entry("Erf", call -> ArithmeticOperators.function(call, Function.ERF)),
          Map.entry("Swish", ActivationOperators::swish),
          Map.entry("Floor", call -> ArithmeticOperators.function(call, Function.FLOOR)),
          Map.entry("Ceil", call -> ArithmeticOperators.function(call, Function.CEIL)),
          Map.entry("Round", call -> ArithmeticOperators.function(call, Function.ROUND)),
          Map.entry("LogSoftmax", NormalisationOperators::logSoftmax),
          Map.entry("Softmax", NormalisationOperators::softmax),
          Map.entry("Add", ArithmeticOperators::add),
          Map.entry("Sub", ArithmeticOperators::sub),
          Map.entry("Mul", ArithmeticOperators::mul),
          Map.entry("Div", ArithmeticOperators::div),
          Map.entry("Sum", ArithmeticOperators::sum),
          Map.entry("Mean", ArithmeticOperators::mean),
          Map.entry("Max", ArithmeticOperators::max),
          Map.entry("Min", ArithmeticOperators::min),
          Map.entry("Pow", ArithmeticOperators::pow),
          Map.entry("Neg", ArithmeticOperators::neg),
          Map.entry("Reciprocal", ArithmeticOperators::reciprocal),
          // truth values and choices
          Map.entry("Equal", LogicOperators::equal),
          Map.entry("Less", LogicOperators::less),
          Map.entry("LessOrEqual", LogicOperators::lessOrEqual),
          Map.entry("Greater", LogicOperators::greater),
          Map.entry("GreaterOrEqual", LogicOperators::greaterOrEqual),
          Map.entry("And", LogicOperators::and),
          Map.entry("Or", LogicOperators::or),
          Map.entry("Xor", LogicOperators::xor),
          Map.entry("Not", LogicOperators::not),
          Map.entry("Where", LogicOperators::where),
          Map.entry("ArgMax", LogicOperators::argMax),
          Map.entry("ArgMin", LogicOperators::argMin),
          // narrow integers
          Map.entry("QuantizeLinear", QuantisationOperators::quantize),
          Map.entry("DequantizeLinear", QuantisationOperators::dequantize),
          Map.entry("QLinearConv", QuantisationOperators::conv),
          // moving elements
          Map.entry("Concat", ArrangementOperators::concat),
          Map.entry("Slice", ArrangementOperators::slice),
          Map.entry("Split", ArrangementOperators::split),
          Map.entry("Gather", ArrangementOperators::gather),
          Map.entry("Transpose", ArrangementOperators::transpose),
          Map.entry("Pad", PadOperator::pad),
          Map.entry("Expand", ArrangementOperators::expand),
          Map.entry("Tile", ArrangementOperators::tile),
          Map.entry("DepthToSpace", ArrangementOperators::depthToSpace),
          Map.entry("SpaceToDepth", ArrangementOperators::spaceToDepth),
          // shapes
          Map.entry("Reshape", ShapeOperators::reshape),
          Map.entry("Flatten", ShapeOperators::flatten),
          Map.entry("Squeeze", ShapeOperators::squeeze),
          Map.entry("Unsqueeze", ShapeOperators::unsqueeze),
          Map.entry("Shape", ShapeOperators::shape),
          Map.entry("Size", ShapeOperators::size),
          // nothing to compute
          Map.entry("Identity", ShapeOperators::identity),
          Map.entry("Dropout", ShapeOperators::dropout),
          Map.entry("Cast", CastOperators::cast),
          Map.entry("CastLike", CastOperators::castLike));

  private static final Set<String> CONTROL = Set.of("If", "Loop", "Scan", "SequenceMap");

  private Operators() {}

  /// The names of all operators, sorted.
  static Set<String> names() {
    return new TreeMap<>(TABLE).keySet();
  }

  /// The translation of a node's operator.
  ///
  /// @throws Refusal if there is none
  static Operator find(Proto.Node node) {
    String name = node.operator();
    if (!node.domain().isEmpty() && !node.domain().equals("ai.onnx")) {
      throw Refusal.unsupported("operator '%s.%s' is not supported", node.domain(), name);
    }
    Operator operator = TABLE.get(name);
    if (operator != null) {
      return operator;
    }
    if (Folding.knows(name)) {
      return call -> {
        if (!Folding.foldSampled(call)) {
          throw Refusal.unsupported(
              "operator '%s' is supported only where it does not depend on the network's input",
              name);
        }
      };
    }
    if (CONTROL.contains(name)) {
      throw Refusal.unsupported(
          "control flow ('%s') is not supported; export the network without it", name);
    }
    throw Refusal.unsupported("operator '%s' is not supported", name);
  }
}
