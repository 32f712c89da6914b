package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Chooses kernels for every layer that multiplies by no weights. Images are `NHWC`, other tensors row-major.
///
/// @param traits the device
public record LayerSteps(DeviceTraits traits) {

  /*
   * One switch says what there is: [#recipe]. An answer and a step are made from the same recipe, so
   * they cannot disagree.
   *
   * Places are computed in 32 bits on the device: no tensor may have more elements than that.
   */

  /// Whether there is a kernel for a call.
  public Support supports(LayerCall call) {
    if (call.output().type() != DataType.FLOAT32 && !call.epilogue().isEmpty()) {
      return Support.no("an epilogue works on floats, but the output is " + call.output());
    }
    Optional<TensorType> huge =
        Stream.concat(call.inputs().stream(), call.outputs().stream())
            .filter(type -> type.shape().elements() > Integer.MAX_VALUE)
            .findFirst();
    if (huge.isPresent()) {
      return Support.no("%s has more than 2^31 - 1 elements".formatted(huge.get()));
    }
    return recipe(call)
        .map(known -> Support.yes(known.kernel(), Layout.NHWC))
        .orElseGet(() -> Support.no("there is no kernel for layer '" + call.layer().kind() + "'"));
  }

  /// The step for a call that [#supports] says yes to.
  ///
  /// @param weights the layer's tensors by the names of its specs
  /// @throws IllegalArgumentException if there is no kernel
  public DeviceStep step(LayerCall call, Weights weights) {
    if (supports(call) instanceof Support.No(String reason)) {
      throw new IllegalArgumentException("node '%s': %s".formatted(call.node(), reason));
    }
    Recipe recipe = recipe(call).orElseThrow();
    StepBuilder step = new StepBuilder(call, traits);
    recipe.maker().make(step, weights);
    return step.build(recipe.kernel());
  }

  /// The step that copies an image from one memory order to the other.
  public DeviceStep copy(TensorType type, Layout from, Layout to) {
    LayerCall call = LayerCall.of("copy", new Identity("Copy"), List.of(type));
    StepBuilder step = new StepBuilder(call, traits);
    Rearrangement.of(type.shape(), from, to).launch(step, step.finishing());
    return step.build(from == to ? "copy_f32" : "copy_%s_%s_f32".formatted(name(from), name(to)));
  }

  private static String name(Layout layout) {
    return layout == Layout.NHWC ? "nhwc" : "nchw";
  }

  private static Optional<Recipe> recipe(LayerCall call) {
    return switch (call.layer()) {
      case Convolution _, Linear _, CustomLayer _ -> Optional.empty();
      case MatMul _ -> Optional.of(Matrices.matmul(call));
      case BatchNorm2d layer -> Optional.of(Points.batchNorm(layer, call));
      case Activation layer -> Optional.of(Points.activation(layer, call));
      case Elementwise layer -> Optional.of(Points.elementwise(layer, call));
      case MathFunction layer -> Optional.of(Points.function(layer, call));
      case Select _ -> Optional.of(Points.select(call));
      case Cast _ -> Optional.of(Points.cast(call));
      case ArgMax layer -> Optional.of(Lines.argMax(layer, call));
      case Softmax layer -> Optional.of(Lines.softmax(layer, call));
      case Pool2d layer -> Optional.of(Pools.pool(layer, call));
      case GlobalAveragePool _ -> Optional.of(Pools.globalAverage(call));
      case MaxUnpool2d _ -> Optional.of(Pools.unpool(call));
      case Resize layer -> Optional.of(Resizes.resize(layer, call));
      case Concat layer -> Optional.of(Moves.concat(layer, call));
      case Pad layer -> Optional.of(Moves.pad(layer, call));
      case Slice layer -> Optional.of(Moves.slice(layer, call));
      case Transpose layer -> Optional.of(Moves.transpose(layer, call));
      case Reinterpret _ -> Optional.of(Moves.reinterpret(call));
      case Identity _ -> Optional.of(Moves.identity(call));
      case Constant _ -> Optional.of(Moves.constant(call));
    };
  }
}
