package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;

/// A tensor that flows through a graph: an input of it or an output of one of its nodes.
///
/// @param name unique in its graph: the input's name, or the name of the node that produces it
///   (with `:1` and so on for further outputs)
/// @param type its shape and element type
public record Value(String name, TensorType type) {

  /// The logical shape, `[N, C, H, W]` for images.
  public Shape shape() {
    return type.shape();
  }
}
