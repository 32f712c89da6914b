package dev.twofold.spi;

import dev.twofold.graph.Layer;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.stream.Stream;

/// A layer with everything a kernel is chosen by.
///
/// @param node the node's name, for messages
/// @param layer the layer
/// @param inputs the shapes and types of its inputs; if the epilogue adds a residual, that is the
///   last
/// @param outputs the shapes and types of its outputs
/// @param epilogue what is done to the output before it is stored
public record LayerCall(
    String node,
    Layer layer,
    List<TensorType> inputs,
    List<TensorType> outputs,
    Epilogue epilogue) {

  /// Copies the lists.
  public LayerCall {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// A call without epilogue, its outputs inferred.
  ///
  /// @throws IllegalArgumentException if the layer cannot take the inputs
  public static LayerCall of(String node, Layer layer, List<TensorType> inputs) {
    return new LayerCall(node, layer, inputs, layer.outputs(inputs), Epilogue.NONE);
  }

  /// This call followed by one more stage.
  ///
  /// @param stage what is done to the (only) output next; for a residual, an input of the output's
  ///   type is appended
  public LayerCall then(Epilogue.Stage stage) {
    return switch (stage) {
      case Epilogue.Activate activate ->
          new LayerCall(node, layer, inputs, outputs, epilogue.then(activate));
      case Epilogue.AddResidual residual ->
          new LayerCall(
              node,
              layer,
              Stream.concat(inputs.stream(), outputs.stream()).toList(),
              outputs,
              epilogue.then(residual));
    };
  }

  /// The shape and type of the first input.
  public TensorType input() {
    return inputs.getFirst();
  }

  /// The shape and type of the first output.
  public TensorType output() {
    return outputs.getFirst();
  }
}
