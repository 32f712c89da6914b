package dev.twofold.cuda;

import dev.twofold.cuda.layer.LayerSteps;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.StepSelection;
import dev.twofold.cuda.step.ConvolutionSteps;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.TensorType;

/// The kernels there are: those that multiply by weights, and all others.
///
/// @param convolutions for convolutions and linear layers
/// @param layers for all other layers
record Steps(ConvolutionSteps convolutions, LayerSteps layers) implements StepSelection {

  /// The kernels for a device.
  static Steps of(DeviceTraits traits) {
    return new Steps(new ConvolutionSteps(traits), new LayerSteps(traits));
  }

  private static boolean hasWeights(Layer layer) {
    return layer instanceof Convolution || layer instanceof Linear;
  }

  @Override
  public Support supports(LayerCall call) {
    return hasWeights(call.layer()) ? convolutions.supports(call) : layers.supports(call);
  }

  @Override
  public DeviceStep step(LayerCall call, Weights weights) {
    return hasWeights(call.layer()) ? convolutions.step(call, weights) : layers.step(call, weights);
  }

  @Override
  public Support fuses(LayerCall depthwise, LayerCall pointwise) {
    return convolutions.fuses(depthwise, pointwise);
  }

  @Override
  public DeviceStep fused(
      LayerCall depthwise,
      Weights depthwiseWeights,
      LayerCall pointwise,
      Weights pointwiseWeights) {
    return convolutions.fused(depthwise, depthwiseWeights, pointwise, pointwiseWeights);
  }

  @Override
  public DeviceStep copy(TensorType type, Layout from, Layout to) {
    return layers.copy(type, from, to);
  }
}
