package dev.twofold.reference;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import java.util.Locale;
import java.util.Optional;

/// Knows every core layer, with every epilogue.
final class ReferenceBackend implements Backend {

  /*
   * One switch says what there is: [#definition]. An answer and a kernel are made from the same entry,
   * so they cannot disagree. Kernels are lambdas over the geometry and the caller's weights: nothing is
   * packed, nothing is allocated when they run.
   */

  /// The operation's name and how its kernel is made.
  private record Definition(String operation, Maker maker) {}

  private interface Maker {
    Kernel make(LayerCall call, Weights weights);
  }

  @Override
  public BackendInfo info() {
    return new BackendInfo(
        ReferenceBackendProvider.ID,
        ReferenceBackendProvider.DEVICE,
        "plain loops, double accumulators, 1 thread",
        true);
  }

  @Override
  public Support supports(LayerCall call) {
    if (call.output().type() != DataType.FLOAT32 && !call.epilogue().isEmpty()) {
      return Support.no("an epilogue works on floats, but the output is " + call.output());
    }
    return definition(call.layer())
        .map(known -> Support.yes(known.operation() + "_nchw_f64acc", Layout.NCHW))
        .orElseGet(() -> Support.no(unknown(call.layer())));
  }

  private static String unknown(Layer layer) {
    return "custom layer '%s' has no definition here; give it an expansion into core layers or add "
            .formatted(layer.kind())
        + "a backend that knows it";
  }

  @Override
  public Kernel prepare(LayerCall call, Weights weights) {
    if (supports(call) instanceof Support.No(String reason)) {
      throw new BackendException("node '%s': %s".formatted(call.node(), reason));
    }
    return definition(call.layer()).orElseThrow().maker().make(call, weights);
  }

  private static Optional<Definition> definition(Layer layer) {
    return switch (layer) {
      case DepthwiseConv2d conv ->
          define("depthwise", (call, weights) -> Convolve.direct(conv, call, weights));
      case PointwiseConv2d conv ->
          define("pointwise", (call, weights) -> Convolve.direct(conv, call, weights));
      case Conv2d conv -> define("conv", (call, weights) -> Convolve.direct(conv, call, weights));
      case ConvTranspose2d conv ->
          define("conv_transpose", (call, weights) -> Convolve.transposed(conv, call, weights));
      case Linear linear ->
          define("linear", (call, weights) -> Channels.linear(linear, call, weights));
      case BatchNorm2d norm ->
          define("batch_norm", (call, weights) -> Channels.normalise(norm, call, weights));
      case Softmax softmax -> define("softmax", (call, _) -> Channels.softmax(softmax, call));
      case Activation activation ->
          define(
              activation.function().name().toLowerCase(Locale.ROOT),
              (call, _) -> Elements.activate(activation, call));
      case Elementwise(Elementwise.Operation operation) ->
          define(
              operation.name().toLowerCase(Locale.ROOT),
              (call, _) -> Elements.combine(operation, call));
      case MathFunction(MathFunction.Function function) ->
          define(
              function.name().toLowerCase(Locale.ROOT),
              (call, _) -> Mathematics.of(function, call));
      case Select _ -> define("select", (call, _) -> Choice.select(call));
      case ArgMax argMax -> define("arg_max", (call, _) -> Choice.argMax(argMax, call));
      case Cast _ -> define("cast", (call, _) -> Choice.cast(call));
      case MatMul _ -> define("matmul", (call, _) -> Mathematics.product(call));
      case Pool2d pool ->
          switch (pool.reduction()) {
            case MAX -> define("max_pool", (call, _) -> Pool.max(pool, call));
            case AVERAGE -> define("average_pool", (call, _) -> Pool.average(pool, call));
          };
      case GlobalAveragePool _ ->
          define("global_average_pool", (call, _) -> Pool.globalAverage(call));
      case MaxUnpool2d _ -> define("max_unpool", (call, _) -> Unpool.of(call));
      case Resize resize ->
          switch (resize.mode()) {
            case NEAREST -> define("resize_nearest", (call, _) -> Resample.nearest(resize, call));
            case LINEAR -> define("resize_linear", (call, _) -> Resample.linear(resize, call));
            case CUBIC -> define("resize_cubic", (call, _) -> Cubic.of(resize, call));
          };
      case Pad pad -> define("pad", (call, _) -> Move.pad(pad, call));
      case Slice slice -> define("slice", (call, _) -> Move.slice(slice, call));
      case Transpose transpose -> define("transpose", (call, _) -> Move.transpose(transpose, call));
      case Concat concat -> define("concat", (call, _) -> Move.concat(concat, call));
      case Reinterpret _ -> define("reinterpret", (call, _) -> Move.copy(call));
      case Identity _ -> define("identity", (call, _) -> Move.copy(call));
      case Constant _ -> define("constant", Move::constant);
      case CustomLayer _ -> Optional.empty();
    };
  }

  private static Optional<Definition> define(String operation, Maker maker) {
    return Optional.of(new Definition(operation, maker));
  }

  @Override
  public void close() {}
}
