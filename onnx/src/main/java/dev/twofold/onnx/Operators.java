package dev.twofold.onnx;

import dev.twofold.graph.MathFunction.Function;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The operators of ONNX's own domain that layers exist for.
final class Operators {

  /*
   * A switch makes an operator's function when it is first asked for. Tables of all, here and in
   * Folding, took a tenth of the time from the start of a process to a first result.
   */

  private static final Set<String> CONTROL = Set.of("If", "Loop", "Scan", "SequenceMap");

  private Operators() {}

  /// Whether there is a layer, or several, for an operator.
  static boolean knows(String operator) {
    return known(operator) != null;
  }

  /// The translation of a node's operator.
  ///
  /// @throws Refusal if there is none
  static Operator find(Proto.Node node) {
    String name = node.operator();
    if (!node.domain().isEmpty() && !node.domain().equals("ai.onnx")) {
      throw Refusal.unsupported("operator '%s.%s' is not supported", node.domain(), name);
    }
    Operator operator = known(name);
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

  private static @Nullable Operator known(String name) {
    return switch (name) {
      // weights
      case "Conv" -> ConvolutionOperators::conv;
      case "ConvTranspose" -> ConvolutionOperators::convTranspose;
      case "Gemm" -> LinearOperators::gemm;
      case "MatMul" -> LinearOperators::matMul;
      case "BatchNormalization" -> NormalisationOperators::batchNormalization;
      case "LayerNormalization" -> NormalisationOperators::layerNormalization;
      case "InstanceNormalization" -> NormalisationOperators::instanceNormalization;
      case "LRN" -> NormalisationOperators::lrn;
      // windows
      case "MaxPool" -> PoolingOperators::maxPool;
      case "AveragePool" -> PoolingOperators::averagePool;
      case "MaxUnpool" -> PoolingOperators::maxUnpool;
      case "GlobalAveragePool" -> PoolingOperators::globalAveragePool;
      case "GlobalMaxPool" -> PoolingOperators::globalMaxPool;
      case "ReduceMean" -> ReductionOperators::mean;
      case "ReduceSum" -> ReductionOperators::sum;
      case "ReduceMax" -> ReductionOperators::max;
      case "ReduceMin" -> ReductionOperators::min;
      case "ReduceSumSquare" -> ReductionOperators::sumSquare;
      case "ReduceL1" -> ReductionOperators::l1;
      case "ReduceL2" -> ReductionOperators::l2;
      case "ReduceLogSum" -> ReductionOperators::logSum;
      case "ReduceLogSumExp" -> ReductionOperators::logSumExp;
      case "Resize" -> ResizeOperators::resize;
      case "Upsample" -> ResizeOperators::upsample;
      // element by element
      case "Relu" -> ActivationOperators::relu;
      case "Clip" -> ActivationOperators::clip;
      case "LeakyRelu" -> ActivationOperators::leakyRelu;
      case "PRelu" -> ActivationOperators::pRelu;
      case "Sigmoid" -> ActivationOperators::sigmoid;
      case "HardSigmoid" -> ActivationOperators::hardSigmoid;
      case "HardSwish" -> ActivationOperators::hardSwish;
      case "Tanh" -> ActivationOperators::tanh;
      case "Abs" -> ActivationOperators::abs;
      case "Elu" -> ActivationOperators::elu;
      case "Selu" -> ActivationOperators::selu;
      case "Softplus" -> ActivationOperators::softplus;
      case "Softsign" -> ActivationOperators::softsign;
      case "Mish" -> ActivationOperators::mish;
      case "Gelu" -> ActivationOperators::gelu;
      case "Exp" -> call -> ArithmeticOperators.function(call, Function.EXP);
      case "Log" -> call -> ArithmeticOperators.function(call, Function.LOG);
      case "Sqrt" -> call -> ArithmeticOperators.function(call, Function.SQRT);
      case "Erf" -> call -> ArithmeticOperators.function(call, Function.ERF);
      case "Swish" -> ActivationOperators::swish;
      case "Floor" -> call -> ArithmeticOperators.function(call, Function.FLOOR);
      case "Ceil" -> call -> ArithmeticOperators.function(call, Function.CEIL);
      case "Round" -> call -> ArithmeticOperators.function(call, Function.ROUND);
      case "LogSoftmax" -> NormalisationOperators::logSoftmax;
      case "Softmax" -> NormalisationOperators::softmax;
      case "Add" -> ArithmeticOperators::add;
      case "Sub" -> ArithmeticOperators::sub;
      case "Mul" -> ArithmeticOperators::mul;
      case "Div" -> ArithmeticOperators::div;
      case "Sum" -> ArithmeticOperators::sum;
      case "Mean" -> ArithmeticOperators::mean;
      case "Max" -> ArithmeticOperators::max;
      case "Min" -> ArithmeticOperators::min;
      case "Pow" -> ArithmeticOperators::pow;
      case "Neg" -> ArithmeticOperators::neg;
      case "Reciprocal" -> ArithmeticOperators::reciprocal;
      // truth values and choices
      case "Equal" -> LogicOperators::equal;
      case "Less" -> LogicOperators::less;
      case "LessOrEqual" -> LogicOperators::lessOrEqual;
      case "Greater" -> LogicOperators::greater;
      case "GreaterOrEqual" -> LogicOperators::greaterOrEqual;
      case "And" -> LogicOperators::and;
      case "Or" -> LogicOperators::or;
      case "Xor" -> LogicOperators::xor;
      case "Not" -> LogicOperators::not;
      case "Where" -> LogicOperators::where;
      case "ArgMax" -> LogicOperators::argMax;
      case "ArgMin" -> LogicOperators::argMin;
      // narrow integers
      case "QuantizeLinear" -> QuantisationOperators::quantize;
      case "DequantizeLinear" -> QuantisationOperators::dequantize;
      case "QLinearConv" -> QuantisationOperators::conv;
      // moving elements
      case "Concat" -> ArrangementOperators::concat;
      case "Slice" -> ArrangementOperators::slice;
      case "Split" -> ArrangementOperators::split;
      case "Gather" -> ArrangementOperators::gather;
      case "Transpose" -> ArrangementOperators::transpose;
      case "Pad" -> PadOperator::pad;
      case "Expand" -> ArrangementOperators::expand;
      case "Tile" -> ArrangementOperators::tile;
      case "DepthToSpace" -> ArrangementOperators::depthToSpace;
      case "SpaceToDepth" -> ArrangementOperators::spaceToDepth;
      // shapes
      case "Reshape" -> ShapeOperators::reshape;
      case "Flatten" -> ShapeOperators::flatten;
      case "Squeeze" -> ShapeOperators::squeeze;
      case "Unsqueeze" -> ShapeOperators::unsqueeze;
      case "Shape" -> ShapeOperators::shape;
      case "Size" -> ShapeOperators::size;
      // nothing to compute
      case "Identity" -> ShapeOperators::identity;
      case "Dropout" -> ShapeOperators::dropout;
      case "Cast" -> CastOperators::cast;
      case "CastLike" -> CastOperators::castLike;
      default -> null;
    };
  }
}
