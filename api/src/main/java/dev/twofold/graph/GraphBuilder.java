package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/// Describes a network call by call. A problem does not stop the description: all are collected and
/// [#build()] throws once. Not for use by several threads.
public final class GraphBuilder {

  /*
   * A node that cannot take its inputs still gets outputs, with the shape of a scalar and their names
   * in `unknown`: nodes that read them are recorded without being checked, so that one mistake is one
   * message and not one for every layer behind it.
   */

  private static final TensorType UNKNOWN = TensorType.float32(Shape.of());

  private final String name;
  private final List<Value> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final SequencedMap<String, Value> outputs = new LinkedHashMap<>();
  private final SequencedMap<String, String> containers = new LinkedHashMap<>();
  private final SequencedMap<String, Layer> uncalled = new LinkedHashMap<>();
  private final Set<Value> owned = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> calls = new HashMap<>();
  private final Set<String> unknown = new HashSet<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private final Deque<String> path = new ArrayDeque<>();
  private final Set<String> frozen = new HashSet<>();

  GraphBuilder(String name) {
    this.name = name;
  }

  /// A part of the description that lies in a container, to be closed where the container ends.
  public interface Scope extends AutoCloseable {
    /// Leaves the container.
    @Override
    void close();
  }

  /// Adds an input of floats.
  ///
  /// @param shape its shape, `[N, C, H, W]` for images
  public Value input(String name, Shape shape) {
    return input(name, TensorType.float32(shape));
  }

  /// Adds an input.
  public Value input(String name, TensorType type) {
    Value value = define(new Value(name, type), "input '" + name + "'");
    inputs.add(value);
    return value;
  }

  /// Adds a call of a layer with one output.
  ///
  /// @param name the name within the container, unique there
  /// @return the (first) output
  public Value add(String name, Layer layer, Value... inputs) {
    return call(name, layer, inputs).output();
  }

  /// Adds a call of a layer.
  ///
  /// @param name the name within the container, unique there
  public Node call(String name, Layer layer, Value... inputs) {
    String full = full(name);
    return call(full, full, layer, List.of(inputs), Set.of());
  }

  /// Adds an operation that is written in its container's code rather than a module of its own,
  /// such as the addition of a residual connection (see [Node.Trait#FUNCTIONAL]).
  ///
  /// @param name the name within the container, unique there
  /// @return the (first) output
  public Value function(String name, Layer layer, Value... inputs) {
    String full = full(name);
    return call(full, full, layer, List.of(inputs), Set.of(Node.Trait.FUNCTIONAL)).output();
  }

  /// Calls a module again, with the same layer and weights.
  ///
  /// @param first an earlier call of the module
  /// @return the new call, named after the module with `#2` and so on
  public Node again(Node first, Value... inputs) {
    int count = calls.merge(first.module(), 1, Integer::sum);
    String again = first.module() + "#" + count;
    return call(again, first.module(), first.layer(), List.of(inputs), first.traits());
  }

  /// Calls a module again, with the same layer and weights, under a name of its own.
  ///
  /// @param name the name within the container, unique there
  /// @param first an earlier call of the module
  public Node again(String name, Node first, Value... inputs) {
    return call(full(name), first.module(), first.layer(), List.of(inputs), first.traits());
  }

  /// Adds a module that the network owns but does not call, such as a branch that is switched off.
  ///
  /// @param name the name within the container, unique there
  public GraphBuilder uncalled(String name, Layer layer) {
    String full = full(name);
    if (!names.add(full)) {
      problem("module '%s': the name is taken; names are unique".formatted(full));
    }
    uncalled.put(full, layer);
    return this;
  }

  /// Enters a container: names given until the scope is closed lie in it. Entering one again adds
  /// to it.
  ///
  /// @param name the name within the enclosing container
  /// @param type its type name, such as `InvertedResidual`
  public Scope container(String name, String type) {
    String full = full(name);
    declareContainer(full, type);
    path.push(full);
    return () -> path.remove(full);
  }

  /// Tells the type name of a container by its full path, for descriptions that name nodes by full
  /// paths themselves.
  public GraphBuilder declareContainer(String path, String type) {
    containers.putIfAbsent(path, type);
    return this;
  }

  /// Marks the modules at or below a path as frozen (see [Node.Trait#FROZEN]), whether
  /// their nodes are added before or after.
  public GraphBuilder freeze(String path) {
    frozen.add(path);
    return this;
  }

  /// Names an output of the network after the value itself.
  public GraphBuilder output(Value value) {
    return output(value.name(), value);
  }

  /// Names an output of the network.
  public GraphBuilder output(String name, Value value) {
    known(value, "output '" + name + "'");
    if (outputs.putIfAbsent(name, value) != null) {
      problem("output '%s' is named twice".formatted(name));
    }
    return this;
  }

  /// Ends the description.
  ///
  /// @throws GraphException if anything is wrong; it names everything that is
  public Graph build() {
    if (outputs.isEmpty()) {
      problem("has no output; name one with output(value)");
    }
    if (!problems.isEmpty()) {
      throw new GraphException("graph '" + name + "'", List.copyOf(problems));
    }
    List<Node> marked = nodes.stream().map(this::frozen).toList();
    return new Graph(name, inputs, marked, outputs, containers, uncalled);
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /// Adds a call as another graph has it, with other inputs.
  Node call(Node template, List<Value> inputs) {
    return call(template.name(), template.module(), template.layer(), inputs, template.traits());
  }

  private Node call(
      String name, String module, Layer layer, List<Value> inputs, Set<Node.Trait> traits) {
    String where = "node '" + name + "'";
    List<TensorType> types = infer(where, layer, inputs);
    List<Value> outputs =
        IntStream.range(0, layer.outputCount())
            .mapToObj(i -> new Value(i == 0 ? name : name + ":" + i, type(types, i)))
            .toList();
    if (types.isEmpty()) {
      outputs.forEach(value -> unknown.add(value.name()));
    }
    outputs.forEach(value -> define(value, where));
    Node node = new Node(name, module, layer, inputs, outputs, traits);
    calls.merge(module, 1, Math::max);
    nodes.add(node);
    return node;
  }

  private static TensorType type(List<TensorType> types, int i) {
    return types.isEmpty() ? UNKNOWN : types.get(i);
  }

  /// The outputs' types, or none if the inputs are unknown or do not fit.
  private List<TensorType> infer(String where, Layer layer, List<Value> inputs) {
    boolean all = true;
    for (Value input : inputs) {
      all &= known(input, where) && !unknown.contains(input.name());
    }
    if (!all) {
      return List.of();
    }
    try {
      List<TensorType> types = layer.outputs(inputs.stream().map(Value::type).toList());
      if (types.size() == layer.outputCount()) {
        return types;
      }
      problem(
          "%s: %s declares %d outputs but infers %d"
              .formatted(where, layer.kind(), layer.outputCount(), types.size()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(where + ": " + e.getMessage());
    }
    return List.of();
  }

  private boolean known(Value value, String where) {
    boolean known = owned.contains(value);
    if (!known) {
      problem(
          "%s: value '%s' is not of this graph; use what this builder returned"
              .formatted(where, value.name()));
    }
    return known;
  }

  private Value define(Value value, String where) {
    owned.add(value);
    if (!names.add(value.name())) {
      problem("%s: the name '%s' is taken; names are unique".formatted(where, value.name()));
    }
    return value;
  }

  private Node frozen(Node node) {
    boolean below =
        frozen.stream()
            .anyMatch(at -> node.module().equals(at) || node.module().startsWith(at + "."));
    if (!below) {
      return node;
    }
    Set<Node.Trait> traits = new HashSet<>(node.traits());
    traits.add(Node.Trait.FROZEN);
    return new Node(
        node.name(), node.module(), node.layer(), node.inputs(), node.outputs(), traits);
  }

  private String full(String name) {
    return path.isEmpty() ? name : path.peek() + "." + name;
  }
}
