package dev.twofold.graph;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// A network as a description: nodes in the order in which they are called, each a layer with its
/// inputs and outputs, all shapes inferred and checked. Immutable, without weights.
///
/// Names of nodes are paths: `features.3.conv.0` lies in the containers `features`, `features.3`
/// and `features.3.conv`, whose type names [#containers()] tells.
public final class Graph {

  private final String name;
  private final List<Value> inputs;
  private final List<Node> nodes;
  private final SequencedMap<String, Value> outputs;
  private final SequencedMap<String, String> containers;
  private final SequencedMap<String, Layer> uncalled;
  private final Map<Value, Node> producers = new HashMap<>();
  private final Map<Value, List<Node>> consumers = new HashMap<>();

  Graph(
      String name,
      List<Value> inputs,
      List<Node> nodes,
      SequencedMap<String, Value> outputs,
      SequencedMap<String, String> containers,
      SequencedMap<String, Layer> uncalled) {
    this.name = name;
    this.inputs = List.copyOf(inputs);
    this.nodes = List.copyOf(nodes);
    this.outputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outputs));
    this.containers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(containers));
    this.uncalled = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(uncalled));
    for (Node node : this.nodes) {
      node.outputs().forEach(value -> producers.put(value, node));
      node.inputs().stream()
          .distinct()
          .forEach(value -> consumers.computeIfAbsent(value, _ -> new ArrayList<>()).add(node));
    }
  }

  /// Begins the description of a network.
  ///
  /// @param name the network's type name, such as `MobileNetV1`
  public static GraphBuilder builder(String name) {
    return new GraphBuilder(name);
  }

  /// The network's type name.
  public String name() {
    return name;
  }

  /// The same network under another name.
  public Graph named(String other) {
    return new Graph(other, inputs, nodes, outputs, containers, uncalled);
  }

  /// The tensors the network is given, in order.
  public List<Value> inputs() {
    return inputs;
  }

  /// The calls, in order; each node stands behind the nodes it reads from.
  public List<Node> nodes() {
    return nodes;
  }

  /// The tensors the network gives back, by name and in order.
  public SequencedMap<String, Value> outputs() {
    return outputs;
  }

  /// The type names of the containers by path, in the order in which they were entered. The root is
  /// not among them: its type is [#name()].
  public SequencedMap<String, String> containers() {
    return containers;
  }

  /// The modules that the network owns but does not call, by path. Their params count; running the
  /// network needs no weights for them.
  public SequencedMap<String, Layer> uncalled() {
    return uncalled;
  }

  /// The node that produces a value; empty for the graph's inputs.
  public Optional<Node> producer(Value value) {
    return Optional.ofNullable(producers.get(value));
  }

  /// The nodes that read a value, in order.
  public List<Node> consumers(Value value) {
    return Collections.unmodifiableList(consumers.getOrDefault(value, List.of()));
  }

  /// The same network for inputs of other shapes, all shapes inferred again.
  ///
  /// @param shapes the new shapes by the inputs' names; inputs not named keep theirs
  /// @throws GraphException if a name is no input's, or layers do not fit the new shapes
  public Graph withInputShapes(Map<String, Shape> shapes) {
    GraphBuilder builder = new GraphBuilder(name);
    containers.forEach(builder::declareContainer);
    uncalled.forEach(builder::uncalled);
    List<String> known = inputs.stream().map(Value::name).toList();
    shapes.keySet().stream()
        .filter(given -> !known.contains(given))
        .forEach(given -> builder.problem("no input '%s'; there is %s".formatted(given, known)));
    Map<Value, Value> renewed = new HashMap<>();
    for (Value input : inputs) {
      Shape shape = shapes.getOrDefault(input.name(), input.shape());
      renewed.put(input, builder.input(input.name(), new TensorType(shape, input.type().type())));
    }
    for (Node node : nodes) {
      Node again = builder.call(node, node.inputs().stream().map(renewed::get).toList());
      for (int i = 0; i < node.outputs().size(); i++) {
        renewed.put(node.outputs().get(i), again.outputs().get(i));
      }
    }
    outputs.forEach(
        (label, value) -> builder.output(label, Objects.requireNonNull(renewed.get(value))));
    return builder.build();
  }

  /// The same network for an input of another shape.
  ///
  /// @throws GraphException if the network has not exactly one input, or layers do not fit the
  ///   shape
  public Graph withInputShape(Shape shape) {
    if (inputs.size() != 1) {
      throw new GraphException(
          "graph '" + name + "'",
          List.of("has %d inputs; name the one to change".formatted(inputs.size())));
    }
    return withInputShapes(Map.of(inputs.getFirst().name(), shape));
  }

  /// The same network for another number of images: the first extent of every float input changes.
  ///
  /// @throws GraphException if layers do not fit the new shapes
  public Graph withBatch(int images) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Value input : inputs) {
      if (input.type().type() == DataType.FLOAT32 && input.shape().rank() > 0) {
        shapes.put(input.name(), input.shape().withDim(0, images));
      }
    }
    return withInputShapes(shapes);
  }

  /// The network's name with its inputs and the number of its nodes.
  @Override
  public String toString() {
    return "%s(%s, %d nodes)"
        .formatted(name, inputs.stream().map(v -> v.name() + v.type()).toList(), nodes.size());
  }
}
