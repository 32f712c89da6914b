package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A kind of layer that this library does not know: the open door of the closed set of layers.
///
/// **Contract.** Implementations are immutable, preferably records, with `equals` by configuration.
/// Inputs and outputs are floats. Nothing is silently free: kind, shapes, parameters and mult-adds
/// are all abstract.
///
/// **Threads.** All methods may be called from several threads at once.
///
/// **Errors.** [#outputShapes] refuses inputs it cannot take with an [IllegalArgumentException]
/// that says what it expected; the graph builder adds the node's name.
public non-sealed interface CustomLayer extends Layer {

  /// The name of this kind of layer, such as `acme.DeformableConv`. Backends recognise it by this.
  @Override
  String kind();

  /// The tensors this layer needs beside its inputs.
  @Override
  List<ParameterSpec> parameters();

  /// Infers the shapes of the outputs, [#outputCount()] of them.
  ///
  /// @param inputs the shapes of the inputs
  /// @throws IllegalArgumentException if the layer cannot take these inputs
  List<Shape> outputShapes(List<Shape> inputs);

  /// The mult-adds for inputs of these shapes, or empty if they are unknown, which cost reports
  /// show as unknown and never as 0.
  ///
  /// @param inputs the shapes of the inputs
  OptionalLong multAdds(List<Shape> inputs);

  /// The same computation as a graph of core layers, so that every backend can run it. Its inputs
  /// and outputs stand in the order of this layer's; its parameters are named as this layer's,
  /// either directly (`weight`) or under nodes whose path makes that name.
  ///
  /// @param inputs the shapes of the inputs
  /// @return the graph, or empty if only a backend that knows the kind can run this layer
  default Optional<Graph> expansion(List<Shape> inputs) {
    return Optional.empty();
  }

  @Override
  default List<TensorType> outputs(List<TensorType> inputs) {
    return outputShapes(inputs.stream().map(Inputs::floats).toList()).stream()
        .map(TensorType::float32)
        .toList();
  }
}
