package dev.twofold.cpu;

import dev.twofold.graph.Weights;
import dev.twofold.spi.Kernel;
import dev.twofold.tensor.Layout;

/// What answers both questions about a call: what it would run, and how that is made.
///
/// @param kernel the kernel's name
/// @param inputs the memory order of its inputs of rank 4
/// @param outputs the memory order of its outputs of rank 4
/// @param maker makes it
record Recipe(String kernel, Layout inputs, Layout outputs, Maker maker) {

  /// Makes a kernel.
  @FunctionalInterface
  interface Maker {

    /// Packs weights and makes the kernel.
    Kernel make(Weights weights);
  }

  /// A recipe with one memory order, which its name is given for.
  static Recipe of(String operation, Layout layout, String variant, Maker maker) {
    return new Recipe(name(operation, layout) + variant, layout, layout, maker);
  }

  /// The name of a kernel that takes inputs in a memory order.
  static String name(String operation, Layout inputs) {
    return operation + (inputs == Layout.NHWC ? "_nhwc" : "_nchw") + "_f32";
  }
}
