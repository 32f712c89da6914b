package dev.twofold.cuda;

import dev.twofold.cuda.plan.Constants;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.StepSelection;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Set;

/// A selection that names what it is asked for and launches nothing: for tests of planning.
///
/// @param refused nodes that it has no kernel for
/// @param fuses whether it fuses depthwise with pointwise convolutions
record PlainSelection(Set<String> refused, boolean fuses) implements StepSelection {

  static final long SCRATCH = 100;

  private static DeviceStep named(String name) {
    return new DeviceStep(name, List.of(), List.of(new Constants.Floats(new float[3])), SCRATCH);
  }

  /// Sums want rows, all else wants images.
  @Override
  public Support supports(LayerCall call) {
    return refused.contains(call.node())
        ? Support.no("refused")
        : Support.yes(
            call.node() + call.epilogue().stages().size(),
            call.layer() instanceof Elementwise ? Layout.NCHW : Layout.NHWC);
  }

  @Override
  public DeviceStep step(LayerCall call, Weights weights) {
    return named(call.node() + call.epilogue().stages().size());
  }

  @Override
  public Support fuses(LayerCall depthwise, LayerCall pointwise) {
    return fuses
        ? Support.yes(depthwise.node() + "+" + pointwise.node(), Layout.NHWC)
        : Support.no("fuses nothing");
  }

  @Override
  public DeviceStep fused(
      LayerCall depthwise,
      Weights depthwiseWeights,
      LayerCall pointwise,
      Weights pointwiseWeights) {
    return named(depthwise.node() + "+" + pointwise.node() + pointwise.epilogue().stages().size());
  }

  @Override
  public DeviceStep copy(TensorType type, Layout from, Layout to) {
    return new DeviceStep("copy_" + from + "_" + to, List.of(), List.of(), 0);
  }
}
