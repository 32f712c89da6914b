package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;

/// What is known about the step for a call before there are weights.
///
/// @param kernel its name
/// @param inputs the memory order of inputs of rank 4
/// @param outputs the memory order of outputs of rank 4
/// @param maker makes the step
record Recipe(String kernel, Layout inputs, Layout outputs, Maker maker) implements Choice {

  /// Packs weights and lists launches.
  interface Maker {
    DeviceStep make(String kernel, Weights weights);
  }

  /// A recipe with inputs and outputs in one memory order.
  static Recipe of(String kernel, Layout layout, Maker maker) {
    return new Recipe(kernel, layout, layout, maker);
  }

  /// The step with a layer's weights.
  DeviceStep make(Weights weights) {
    return maker.make(kernel, weights);
  }

  @Override
  public Support support() {
    return new Support.Yes(kernel, inputs, outputs);
  }
}
