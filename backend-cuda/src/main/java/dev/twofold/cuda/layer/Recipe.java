package dev.twofold.cuda.layer;

import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Layout;

/// What answers both questions about a call: what it would run, and how that is made.
///
/// @param kernel the name that plans and answers tell
/// @param maker adds the launches to a step
record Recipe(String kernel, Maker maker) {

  /// Adds the launches of a call to a step.
  @FunctionalInterface
  interface Maker {

    /// Adds launches and constants.
    void make(StepBuilder step, Weights weights);
  }

  /// A recipe without weights, named after the memory order of the call's output.
  static Recipe of(String operation, LayerCall call, String variant, Simple maker) {
    return new Recipe(name(operation, call, variant), (step, _) -> maker.make(step));
  }

  /// Adds the launches of a call that has no weights to a step.
  @FunctionalInterface
  interface Simple {

    /// Adds launches and constants.
    void make(StepBuilder step);
  }

  /// A kernel's name, such as `max_pool_nhwc_f32_3x3_s2`.
  ///
  /// @param variant what follows the type, beginning with `_`, or nothing
  static String name(String operation, LayerCall call, String variant) {
    String order = MemoryOrder.of(call.output().shape()) == Layout.NHWC ? "nhwc" : "nchw";
    return operation + "_" + order + "_f32" + variant;
  }
}
