package dev.twofold.spi;

import dev.twofold.tensor.Layout;

/// A backend's answer to whether it has a kernel for a call.
public sealed interface Support {

  /// It has.
  ///
  /// @param kernel the kernel's name, `<op>_<layout>_<type>[_<kernel>][_s<stride>][_<tile>]`, such
  ///   as `depthwise_nhwc_f32_3x3_s1`
  /// @param inputs the memory order that it wants inputs of rank 4 in; other ranks are row-major
  /// @param outputs the memory order that it gives outputs of rank 4 in
  record Yes(String kernel, Layout inputs, Layout outputs) implements Support {}

  /// It has not.
  ///
  /// @param reason why, to follow "because", such as `dilation is not supported`
  record No(String reason) implements Support {}

  /// Yes, with inputs and outputs in one memory order.
  static Support yes(String kernel, Layout layout) {
    return new Yes(kernel, layout, layout);
  }

  /// No.
  static Support no(String reason) {
    return new No(reason);
  }
}
