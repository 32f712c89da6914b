package dev.twofold.tck;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Transpose;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.stream.Stream;

/// Calls that differ in sizes only, or in what is fused behind them: one row of the support table.
///
/// @param id such as `depthwise-3x3-s2`
/// @param calls the calls
record Family(String id, List<LayerCall> calls) {

  Family {
    calls = List.copyOf(calls);
  }

  static LayerCall call(Layer layer, Shape... inputs) {
    return LayerCall.of("layer", layer, Stream.of(inputs).map(TensorType::float32).toList());
  }

  /// How a call's outputs are compared for given numbers.
  static Expected.Strictness strictness(LayerCall call, Data data) {
    if (movesBits(call)) {
      return Expected.Strictness.BITS;
    }
    boolean chooses = call.epilogue().isEmpty() && choosesElements(call.layer());
    boolean exact = chooses || (data == Data.INTEGERS && isExactOnIntegers(call));
    return exact ? Expected.Strictness.EXACT : Expected.Strictness.BOUND;
  }

  private static boolean movesBits(LayerCall call) {
    return call.epilogue().isEmpty()
        && switch (call.layer()) {
          case Concat _, Slice _, Transpose _, Pad _, Select _, Cast _ -> true;
          case Resize resize -> resize.mode() == Resize.Mode.NEAREST;
          case Activation activation -> activation.function() == Activation.Function.RELU;
          default -> false;
        };
  }

  private static boolean choosesElements(Layer layer) {
    return switch (layer) {
      case Pool2d pool -> pool.reduction() == Pool2d.Reduction.MAX;
      case MaxUnpool2d _ -> true;
      case MathFunction math ->
          switch (math.function()) {
            case MIN, MAX, FLOOR, CEIL, ROUND, EQUAL, LESS, GREATER -> true;
            case EXP, LOG, SQRT, ERF, POW -> false;
          };
      default -> false;
    };
  }

  private static boolean isExactOnIntegers(LayerCall call) {
    return isExactOnIntegers(call.layer(), call.input().shape())
        && call.epilogue().stages().stream()
            .allMatch(stage ->
                !(stage instanceof Epilogue.Activate(Activation activation))
                    || isExactOnIntegers(activation, call.output().shape()));
  }

  private static boolean isExactOnIntegers(Layer layer, Shape in) {
    return switch (layer) {
      case Convolution _, Linear _, MatMul _, MaxUnpool2d _, Concat _, Slice _ -> true;
      case Transpose _, Pad _ -> true;
      case Elementwise elementwise -> elementwise.operation() != Elementwise.Operation.DIV;
      case Pool2d pool ->
          pool.reduction() == Pool2d.Reduction.MAX
              || (!pool.window().isPadded()
                  && !pool.ceilMode()
                  && SumRules.isPowerOfTwo(pool.window().kernelElements()));
      case GlobalAveragePool _ -> SumRules.isPowerOfTwo(in.h(), in.w());
      case Resize resize -> resize.mode() == Resize.Mode.NEAREST;
      case Activation activation ->
          switch (activation.function()) {
            case RELU, CLIP, LEAKY_RELU -> true;
            case SIGMOID, HARD_SIGMOID, HARD_SWISH, SILU, TANH -> false;
          };
      default -> false;
    };
  }
}
