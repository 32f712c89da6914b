package dev.twofold.spi;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Some nodes of a graph with the values that enter and leave them.
///
/// @param nodes the nodes, in call order
/// @param inputs the values that the nodes read and do not produce, in the order of their first use
/// @param outputs the values that the nodes produce and that others read or the graph gives back,
///   in the order in which they are produced
public record Subgraph(List<Node> nodes, List<Value> inputs, List<Value> outputs) {

  /// Copies the lists.
  public Subgraph {
    nodes = List.copyOf(nodes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// The part of a graph that some of its nodes make up.
  public static Subgraph of(Graph graph, Collection<Node> members) {
    Set<Node> inside = new HashSet<>(members);
    List<Node> nodes = graph.nodes().stream().filter(inside::contains).toList();
    Set<Value> produced = new HashSet<>();
    nodes.forEach(node -> produced.addAll(node.outputs()));
    List<Value> inputs =
        nodes.stream()
            .flatMap(node -> node.inputs().stream())
            .filter(value -> !produced.contains(value))
            .distinct()
            .toList();
    List<Value> outputs =
        nodes.stream()
            .flatMap(node -> node.outputs().stream())
            .filter(value ->
                graph.outputs().containsValue(value) || !inside.containsAll(graph.consumers(value)))
            .toList();
    return new Subgraph(nodes, inputs, outputs);
  }
}
