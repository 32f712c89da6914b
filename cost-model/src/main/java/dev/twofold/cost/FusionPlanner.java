package dev.twofold.cost;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Node;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Groups the calls of a graph into steps.
final class FusionPlanner {

  private final Graph graph;
  private final Fusion fusion;
  private final Set<Value> outputs;
  private final Set<String> taken = new HashSet<>();

  FusionPlanner(Graph graph, Fusion fusion) {
    this.graph = graph;
    this.fusion = fusion;
    this.outputs = new HashSet<>(graph.outputs().values());
  }

  /// The calls of each step, in call order; the steps in the order of their first calls.
  List<List<Node>> groups() {
    List<List<Node>> groups = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!taken.contains(node.name())) {
        List<Node> group = group(node);
        group.forEach(member -> taken.add(member.name()));
        groups.add(group);
      }
    }
    return groups;
  }

  private List<Node> group(Node node) {
    List<Node> group = new ArrayList<>();
    group.add(node);
    if (fusion == Fusion.NONE) {
      return group;
    }
    addEpilogue(group);
    if (fusion == Fusion.SEPARABLE && node.layer() instanceof DepthwiseConv2d) {
      Optional<Node> next = onlyReader(group.getLast());
      if (next.isPresent() && next.get().layer() instanceof PointwiseConv2d) {
        group.add(next.get());
        addEpilogue(group);
      }
    }
    return group;
  }

  /// Adds the normalisation and the activation behind the last call of a group.
  private void addEpilogue(List<Node> group) {
    boolean convolution = group.getLast().layer() instanceof Convolution;
    if (!convolution && !(group.getLast().layer() instanceof Linear)) {
      return;
    }
    onlyReader(group.getLast())
        .filter(next -> convolution && next.layer() instanceof BatchNorm2d)
        .ifPresent(group::add);
    onlyReader(group.getLast())
        .filter(next -> next.layer() instanceof Activation)
        .ifPresent(group::add);
  }

  private Optional<Node> onlyReader(Node node) {
    List<Node> readers = graph.consumers(node.output());
    return readers.size() == 1 && !outputs.contains(node.output())
        ? Optional.of(readers.getFirst())
        : Optional.empty();
  }
}
