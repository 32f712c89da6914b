package dev.twofold.runtime;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Makes a model ready for backends: custom layers that the backend does not know are expanded,
/// batch normalisation is folded into the convolution before it, identity layers and nodes that
/// nobody reads disappear. What the model computes stays the same but for rounding.
final class Lowering {

  /*
   * The model is described anew, node by node. `renewed` maps the values of the original to those of
   * the copy (an expansion has a map of its own, since its values may be named alike); an identity or a folded normalisation maps its output to its input's or its
   * convolution's. Every copied node owns its weights under its own name, so that one module called
   * twice may be folded with two different normalisations; the tensors themselves are shared wherever
   * nothing was folded into them.
   */

  private final Model model;
  private final Predicate<Node> keepsCustom;
  private final GraphBuilder builder;
  private final Map<Value, Value> renewed = new HashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, List<String>> origins = new HashMap<>();

  private Lowering(Model model, Predicate<Node> keepsCustom) {
    this.model = model;
    this.keepsCustom = keepsCustom;
    this.builder = Graph.builder(model.graph().name());
  }

  /// Lowers a model.
  ///
  /// @param keepsCustom whether the backend knows a node with a custom layer
  static Lowered lower(Model model, Predicate<Node> keepsCustom) {
    return new Lowering(model, keepsCustom).run();
  }

  private Lowered run() {
    Graph graph = model.graph();
    graph.inputs().forEach(in -> renewed.put(in, builder.input(in.name(), in.type())));
    Set<Node> live = live(graph);
    Set<Node> folded = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (live.contains(node) && !folded.contains(node)) {
        copy(node).ifPresent(folded::add);
      }
    }
    graph.outputs().forEach((name, value) -> builder.output(name, renewed(value)));
    return new Lowered(new Model(builder.build(), Weights.of(tensors)), origins);
  }

  /// The nodes that an output depends on.
  private static Set<Node> live(Graph graph) {
    Set<Value> needed = new HashSet<>(graph.outputs().values());
    Set<Node> live = new HashSet<>();
    for (Node node : graph.nodes().reversed()) {
      if (node.outputs().stream().anyMatch(needed::contains)) {
        live.add(node);
        needed.addAll(node.inputs());
      }
    }
    return live;
  }

  /// Copies one node; returns the normalisation that was folded into it, if one was.
  private Optional<Node> copy(Node node) {
    if (node.layer() instanceof Identity) {
      renewed.put(node.output(), renewed(node.input()));
      return Optional.empty();
    }
    if (node.layer() instanceof CustomLayer custom && !keepsCustom.test(node)) {
      Optional<Graph> expansion =
          custom.expansion(node.inputs().stream().map(Value::shape).toList());
      if (expansion.isPresent()) {
        expand(node, expansion.get());
        return Optional.empty();
      }
    }
    if (node.layer() instanceof Convolution convolution) {
      Optional<Node> norm = normalisation(node);
      if (norm.isPresent()) {
        fold(node, convolution, norm.get());
        return norm;
      }
    }
    add(node.name(), node.layer(), node, renewed, model.weights().of(node), List.of(node.name()));
    return Optional.empty();
  }

  /// The batch normalisation that is the only reader of a convolution.
  private Optional<Node> normalisation(Node convolution) {
    Graph graph = model.graph();
    List<Node> readers = graph.consumers(convolution.output());
    return readers.size() == 1
            && readers.getFirst().layer() instanceof BatchNorm2d
            && !graph.outputs().containsValue(convolution.output())
        ? Optional.of(readers.getFirst())
        : Optional.empty();
  }

  private void fold(Node node, Convolution convolution, Node norm) {
    Weights weights =
        BatchNormFolding.fold(
            convolution,
            model.weights().of(node),
            (BatchNorm2d) norm.layer(),
            model.weights().of(norm));
    List<String> both = List.of(node.name(), norm.name());
    add(node.name(), convolution.withBias(), node, renewed, weights, both);
    renewed.put(norm.output(), renewed(node.output()));
  }

  /// Adds a copy of a node and notes what its outputs have become.
  private void add(
      String name,
      Layer layer,
      Node node,
      Map<Value, Value> known,
      Weights weights,
      List<String> from) {
    Value[] inputs = node.inputs().stream().map(known::get).toArray(Value[]::new);
    Node copy = builder.call(name, layer, inputs);
    origins.put(name, from);
    for (ParameterSpec spec : layer.parameters()) {
      tensors.put(copy.weightName(spec), weights.get(spec.name()));
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      known.put(node.outputs().get(i), copy.outputs().get(i));
    }
  }

  private void expand(Node node, Graph expansion) {
    Weights own = model.weights().of(node);
    Map<Value, Value> inside = new HashMap<>();
    for (int i = 0; i < expansion.inputs().size(); i++) {
      inside.put(expansion.inputs().get(i), renewed(node.inputs().get(i)));
    }
    for (Node inner : expansion.nodes()) {
      String name = node.name() + "." + inner.name();
      add(name, inner.layer(), inner, inside, named(inner, own), List.of(node.name()));
    }
    List<Value> results = List.copyOf(expansion.outputs().values());
    for (int i = 0; i < node.outputs().size(); i++) {
      renewed.put(node.outputs().get(i), Objects.requireNonNull(inside.get(results.get(i))));
    }
  }

  /// The tensors of a node of an expansion, found among those of the custom layer.
  private static Weights named(Node inner, Weights own) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : inner.layer().parameters()) {
      tensors.put(spec.name(), own.get(inner.weightName(spec)));
    }
    return Weights.of(tensors);
  }

  private Value renewed(Value value) {
    return Objects.requireNonNull(renewed.get(value), value.name());
  }
}
