package dev.twofold.onnx;

import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// The network under construction: calls of layers in order. Unlike a graph it may hold calls that
/// turn out to lead nowhere, such as what was computed only for the sake of its shape.
final class Draft {

  /// A call of a layer.
  ///
  /// @param weights the layer's tensors by the names of its specs
  record Step(
      String name,
      Layer layer,
      Map<String, Tensor> weights,
      List<Wire> inputs,
      List<Wire> outputs) {

    Step withInputs(List<Wire> other) {
      return new Step(name, layer, weights, other, outputs);
    }

    /// Another layer that gives the same from one input.
    Step as(Layer other, Wire input) {
      return new Step(name, other, weights, List.of(input), outputs);
    }
  }

  private final SequencedMap<String, Wire> inputs = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<Wire, Step> producers = new HashMap<>();

  Wire input(String name, TensorType type) {
    Wire wire = new Wire(type);
    inputs.put(name, wire);
    return wire;
  }

  /// Adds a call and infers what it produces.
  ///
  /// @throws IllegalArgumentException if the layer cannot take the inputs
  List<Wire> add(String name, Layer layer, Map<String, Tensor> weights, List<Wire> inputs) {
    List<TensorType> types = layer.outputs(inputs.stream().map(Wire::type).toList());
    List<Wire> outputs = types.stream().map(Wire::new).toList();
    Step step = new Step(name, layer, weights, List.copyOf(inputs), outputs);
    outputs.forEach(wire -> producers.put(wire, step));
    steps.add(step);
    return outputs;
  }

  /// The call that produces a tensor; empty for inputs.
  Optional<Step> producer(Wire wire) {
    return Optional.ofNullable(producers.get(wire));
  }

  boolean isInput(Wire wire) {
    return inputs.containsValue(wire);
  }

  /// The calls that the given tensors need, in order.
  List<Step> needed(Collection<Wire> outputs) {
    return needed(steps, outputs);
  }

  /// Those of the calls that the given tensors need, in order.
  static List<Step> needed(List<Step> steps, Collection<Wire> outputs) {
    Set<Wire> wanted = new HashSet<>(outputs);
    List<Step> needed = new ArrayList<>();
    for (Step step : steps.reversed()) {
      if (!Collections.disjoint(wanted, step.outputs())) {
        wanted.addAll(step.inputs());
        needed.add(step);
      }
    }
    return needed.reversed();
  }

  /// The network of the given calls.
  ///
  /// @param needed calls in order
  /// @param outputs what they compute
  Model model(
      String name,
      List<Step> needed,
      SequencedMap<String, Wire> outputs,
      Map<String, String> containers) {
    GraphBuilder builder = Graph.builder(name);
    containers.forEach(builder::declareContainer);
    Map<Wire, Value> values = new HashMap<>();
    inputs.forEach((label, wire) -> values.put(wire, builder.input(label, wire.type())));
    SharedWeights weights = new SharedWeights();
    for (Step step : needed) {
      Value[] read = step.inputs().stream().map(values::get).toArray(Value[]::new);
      Node node =
          weights
              .owner(step)
              .map(owner -> builder.again(step.name(), owner, read))
              .orElseGet(() -> builder.call(step.name(), step.layer(), read));
      for (int i = 0; i < step.outputs().size(); i++) {
        values.put(step.outputs().get(i), node.outputs().get(i));
      }
      weights.add(step, node);
    }
    outputs.forEach(
        (label, wire) -> builder.output(label, Objects.requireNonNull(values.get(wire))));
    return new Model(builder.build(), Weights.of(weights.tensors()));
  }
}
