package dev.twofold.cuda.plan;

import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.TensorType;

/// Chooses kernels for one kind of device.
///
/// **Contract.** All answers are pure functions of the arguments and of the device's traits. Tensors of
/// rank 4 lie in the memory orders that the answer names, others are row-major. A step reads its inputs
/// and constants, writes every element of its outputs and touches nothing else but its scratch memory.
/// Inputs and outputs do not overlap; every tensor begins at a multiple of 256 bytes.
public interface StepSelection {

  /// Whether there is a kernel for a call, with the memory orders that it wants.
  Support supports(LayerCall call);

  /// The step for a call that [#supports] says yes to.
  ///
  /// @param weights the layer's tensors by the names of its specs
  DeviceStep step(LayerCall call, Weights weights);

  /// Whether a depthwise convolution and the pointwise one that alone reads it run as one step here:
  /// where that is faster. Inputs of the step are the first's input and, if the second's epilogue adds
  /// one, the residual; both images in `NHWC`.
  Support fuses(LayerCall depthwise, LayerCall pointwise);

  /// The step for a pair that [#fuses] says yes to.
  DeviceStep fused(
      LayerCall depthwise, Weights depthwiseWeights, LayerCall pointwise, Weights pointwiseWeights);

  /// The step that copies an image from one memory order to the other.
  DeviceStep copy(TensorType type, Layout from, Layout to);
}
