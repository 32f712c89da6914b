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
    String order = layout == Layout.NHWC ? "nhwc" : "nchw";
    return new Recipe(operation + "_" + order + "_f32" + variant, layout, layout, maker);
  }
}
