package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Linear;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;

/// Chooses kernels for convolutions and linear layers: fused or separate, tile and split.
///
/// @param device what for
public record ConvolutionSteps(DeviceTraits device) {

  /*
   *   depthwise            strips for 3x3 and 5x5, else a loop over the kernel    Depthwises
   *   pointwise, linear    up to 8 rows warps that share the depth, else tiles    Products, Tiling
   *   stem                 up to 3 channels: tiles that copy their inputs first     Stems
   *   regular, grouped     tiles that find their inputs under the window          Convolutions
   *   transposed           the same for each phase of the stride                  Convolutions, Axis
   *   depthwise+pointwise  tiles that filter what they multiply                   Separables
   */

  /// Whether there is a kernel for a call.
  public Support supports(LayerCall call) {
    return choose(call).support();
  }

  /// The step for a call that [#supports] says yes to.
  ///
  /// @param weights the layer's tensors by the names of its specs
  /// @throws IllegalArgumentException if there is no kernel
  public DeviceStep step(LayerCall call, Weights weights) {
    return switch (choose(call)) {
      case Recipe recipe -> recipe.make(weights);
      case Choice.Refusal(String reason) ->
          throw new IllegalArgumentException("node '%s': %s".formatted(call.node(), reason));
    };
  }

  /// Whether a depthwise convolution and the pointwise one that alone reads it run as one step here:
  /// where that is faster.
  public Support fuses(LayerCall depthwise, LayerCall pointwise) {
    return Separables.choose(device, depthwise, pointwise);
  }

  /// The step for a pair that [#fuses] says yes to. Its inputs are the first's input and, if the
  /// second's epilogue adds one, the residual.
  public DeviceStep fused(
      LayerCall depthwise,
      Weights depthwiseWeights,
      LayerCall pointwise,
      Weights pointwiseWeights) {
    return Separables.step(device, depthwise, depthwiseWeights, pointwise, pointwiseWeights);
  }

  private Choice choose(LayerCall call) {
    return switch (call.layer()) {
      case DepthwiseConv2d layer -> Depthwises.choose(layer, call);
      case PointwiseConv2d layer -> Products.pointwise(device, layer, call);
      case Conv2d layer when Stems.fits(layer) -> Stems.of(layer, call);
      case Conv2d layer -> Convolutions.regular(device, layer, call);
      case ConvTranspose2d layer -> Convolutions.transposed(device, layer, call);
      case Linear layer -> Products.linear(device, layer, call);
      default -> new Choice.Refusal("layer '%s' multiplies nothing".formatted(call.layer().kind()));
    };
  }
}
