package dev.twofold.cost;

import dev.twofold.graph.Conv2d;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Node;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Rewrites graphs with depthwise-separable in place of regular convolutions.
final class Separation {

  private static final String TYPE = "DepthwiseSeparableConv";

  private final GraphBuilder builder;
  private final Set<String> modules;
  private final Map<String, Node> firstCalls = new HashMap<>();

  private Separation(GraphBuilder builder, Set<String> modules) {
    this.builder = builder;
    this.modules = modules;
  }

  /// Whether a convolution has two folds to be split into.
  static boolean applies(Conv2d conv) {
    return conv.groups() == 1 && conv.window().kernelElements() > 1;
  }

  /// A graph of one call alone.
  static Graph regular(Node node) {
    GraphBuilder builder = Graph.builder(node.layer().kind());
    Value x = builder.input("input", node.input().type());
    return builder.output(builder.add("conv", node.layer(), x)).build();
  }

  /// What would stand in place of one call, alone.
  static Graph separable(Node node) {
    return of(regular(node), Set.of("conv"));
  }

  /// The graph with the convolutions of the given modules made depthwise-separable. A bias goes to
  /// the pointwise convolution.
  static Graph of(Graph graph, Set<String> modules) {
    GraphBuilder builder = Graph.builder(graph.name());
    graph.containers().forEach(builder::declareContainer);
    graph.uncalled().forEach(builder::uncalled);
    graph.nodes().stream()
        .filter(node -> node.is(Node.Trait.FROZEN))
        .forEach(node -> builder.freeze(node.module()));
    Separation separation = new Separation(builder, modules);
    Map<String, Value> renewed = new HashMap<>();
    graph.inputs().forEach(in -> renewed.put(in.name(), builder.input(in.name(), in.type())));
    for (Node node : graph.nodes()) {
      Value[] inputs =
          node.inputs().stream().map(value -> renewed.get(value.name())).toArray(Value[]::new);
      separation.copy(node, inputs, renewed);
    }
    graph
        .outputs()
        .forEach((label, value) ->
            builder.output(label, Objects.requireNonNull(renewed.get(value.name()))));
    return builder.build();
  }

  private void copy(Node node, Value[] inputs, Map<String, Value> renewed) {
    if (node.layer() instanceof Conv2d conv && modules.contains(node.module())) {
      builder.declareContainer(node.module(), TYPE);
      Value x =
          call(
                  node.module() + ".depthwise",
                  new DepthwiseConv2d(conv.inChannels(), 1, conv.window(), false),
                  inputs)
              .output();
      Node pointwise =
          call(
              node.module() + ".pointwise",
              new PointwiseConv2d(conv.inChannels(), conv.outChannels(), conv.bias()),
              x);
      renewed.put(node.output().name(), pointwise.output());
    } else if (node.is(Node.Trait.FUNCTIONAL)) {
      renewed.put(node.output().name(), builder.function(node.name(), node.layer(), inputs));
    } else {
      Node copy = call(node.module(), node.layer(), inputs);
      for (int i = 0; i < copy.outputs().size(); i++) {
        renewed.put(node.outputs().get(i).name(), copy.outputs().get(i));
      }
    }
  }

  private Node call(String module, Layer layer, Value... inputs) {
    Node first = firstCalls.get(module);
    if (first != null) {
      return builder.again(first, inputs);
    }
    Node call = builder.call(module, layer, inputs);
    firstCalls.put(module, call);
    return call;
  }
}
