package dev.twofold.onnx;

/// Puts layers in the place of a node, or tells its value where that is known.
@FunctionalInterface
interface Operator {

  /// Translates a node.
  ///
  /// @throws Refusal if that cannot be
  void translate(Call call);
}
