package dev.twofold.graph;

import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Set;

/// One call of a layer in a graph.
///
/// @param name unique in the graph, a path such as `features.3.conv.0`
/// @param module the path of the module that owns the weights: the name, except where a module is
///   called again with the same weights
/// @param layer what is computed
/// @param inputs what it is computed from
/// @param outputs what it produces
/// @param traits what else is known of the call
public record Node(
    String name,
    String module,
    Layer layer,
    List<Value> inputs,
    List<Value> outputs,
    Set<Trait> traits) {

  /// What else is known of a call.
  public enum Trait {
    /// An operation written in its container's code (such as an addition), not a module of its own:
    /// summaries in torchinfo's form print no row for it.
    FUNCTIONAL,
    /// Training leaves the weights as they are: they count as params, but not as trainable ones.
    FROZEN
  }

  /// Copies the collections.
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    traits = Set.copyOf(traits);
  }

  /// The first input.
  public Value input() {
    return inputs.getFirst();
  }

  /// The first output.
  public Value output() {
    return outputs.getFirst();
  }

  /// The shapes and types of the inputs.
  public List<TensorType> inputTypes() {
    return inputs.stream().map(Value::type).toList();
  }

  /// The shapes and types of the outputs.
  public List<TensorType> outputTypes() {
    return outputs.stream().map(Value::type).toList();
  }

  /// The name under which [Weights] hold one of the layer's tensors: `module.name`.
  public String weightName(ParameterSpec spec) {
    return module.isEmpty() ? spec.name() : module + "." + spec.name();
  }

  /// Whether the call has a trait.
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
