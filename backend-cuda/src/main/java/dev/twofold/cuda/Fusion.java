package dev.twofold.cuda;

import dev.twofold.cuda.plan.StepSelection;
import dev.twofold.graph.Constant;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Chain;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Divides the nodes of a claim into the steps that compute them: each layer with as much behind it as
/// can be fused into it, and depthwise convolutions with pointwise ones where the selection says so.
final class Fusion {

  private final Graph graph;
  private final StepSelection selection;
  private final Weights weights;
  private final Set<Node> open;
  private final Map<Node, Integer> places = new HashMap<>();

  private Fusion(Graph graph, StepSelection selection, Weights weights, List<Node> nodes) {
    this.graph = graph;
    this.selection = selection;
    this.weights = weights;
    this.open = new HashSet<>(nodes);
    nodes.forEach(node -> places.put(node, places.size()));
  }

  /// Some nodes as one step.
  private record Group(List<Node> nodes, Part part) {}

  /// The steps, each behind those that it reads from.
  ///
  /// @param weights of the whole graph; asked for when a step is made
  /// @param nodes the claim's nodes, in call order
  static List<Part> parts(Graph graph, StepSelection selection, Weights weights, List<Node> nodes) {
    return new Fusion(graph, selection, weights, nodes).run(nodes);
  }

  private List<Part> run(List<Node> nodes) {
    List<Group> groups = new ArrayList<>();
    for (Node node : nodes) {
      boolean idle = node.layer() instanceof Reinterpret || node.layer() instanceof Constant;
      if (!idle && open.contains(node)) {
        Group group = group(node);
        group.nodes().forEach(open::remove);
        groups.add(group);
      }
    }
    // A residual may be computed behind the layer that it is added to, but not behind the addition.
    groups.sort(Comparator.comparing(group -> places.get(group.nodes().getLast())));
    return groups.stream().map(Group::part).toList();
  }

  private Group group(Node node) {
    Chain chain = longest(Chain.of(node));
    return pair(chain).orElseGet(() -> single(chain));
  }

  /// The longest chain of the claim's nodes that there is a kernel for.
  private Chain longest(Chain alone) {
    Chain chain = alone;
    for (Optional<Chain> longer = next(chain); longer.isPresent(); longer = next(chain)) {
      chain = longer.get();
    }
    return chain;
  }

  private Optional<Chain> next(Chain chain) {
    return chain
        .next(graph)
        .filter(longer -> open.contains(longer.nodes().getLast()))
        .filter(longer -> selection.supports(longer.call()) instanceof Support.Yes);
  }

  private Group single(Chain chain) {
    if (!(selection.supports(chain.call()) instanceof Support.Yes yes)) {
      throw new IllegalStateException("node '%s' is not supported".formatted(chain.call().node()));
    }
    Node node = chain.nodes().getFirst();
    return new Group(
        chain.nodes(),
        new Part(
            yes.kernel(),
            chain.inputs(),
            chain.outputs(),
            yes.inputs(),
            yes.outputs(),
            () -> selection.step(chain.call(), weights.of(node))));
  }

  private Optional<Group> pair(Chain depthwise) {
    if (!(depthwise.call().layer() instanceof DepthwiseConv2d)
        || depthwise.call().epilogue().addsResidual()) {
      return Optional.empty();
    }
    return depthwise
        .onlyReader(graph)
        .filter(reader -> reader.layer() instanceof PointwiseConv2d && open.contains(reader))
        .map(reader -> longest(Chain.of(reader)))
        .flatMap(pointwise ->
            selection.fuses(depthwise.call(), pointwise.call()) instanceof Support.Yes yes
                ? Optional.of(pair(yes.kernel(), depthwise, pointwise))
                : Optional.empty());
  }

  private Group pair(String kernel, Chain depthwise, Chain pointwise) {
    Node first = depthwise.nodes().getFirst();
    Node second = pointwise.nodes().getFirst();
    List<Node> nodes = new ArrayList<>(depthwise.nodes());
    nodes.addAll(pointwise.nodes());
    List<Value> inputs = new ArrayList<>(depthwise.inputs());
    inputs.addAll(pointwise.inputs().subList(1, pointwise.inputs().size()));
    return new Group(
        nodes,
        new Part(
            kernel,
            inputs,
            pointwise.outputs(),
            Layout.NHWC,
            Layout.NHWC,
            () ->
                selection.fused(
                    depthwise.call(), weights.of(first), pointwise.call(), weights.of(second))));
  }
}
