package dev.twofold.runtime;

import dev.twofold.graph.Constant;
import dev.twofold.graph.ExecutionPlan.Fallback;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Reinterpret;
import dev.twofold.spi.Backend;
import dev.twofold.spi.Chain;
import dev.twofold.spi.Claim;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gives every node that computes something to a backend: claims of whole parts first, then single
/// layers with the activation and the residual addition behind them fused in, then the next
/// backend.
final class Assignment {

  private final Lowered lowered;
  private final Graph graph;
  private final Set<Node> open = new LinkedHashSet<>();
  private final List<Unit> units = new ArrayList<>();
  private final Map<Node, String> reasons = new LinkedHashMap<>();
  private final List<Fallback> fallbacks = new ArrayList<>();

  Assignment(Lowered lowered) {
    this.lowered = lowered;
    this.graph = lowered.model().graph();
    graph.nodes().stream().filter(Assignment::computes).forEach(open::add);
  }

  private static boolean computes(Node node) {
    return !(node.layer() instanceof Reinterpret || node.layer() instanceof Constant);
  }

  /// Whether every node has a backend.
  boolean isComplete() {
    return open.isEmpty();
  }

  /// The nodes without a backend, with the reason of the first backend that was asked.
  Map<Node, String> reasons() {
    Map<Node, String> left = new LinkedHashMap<>(reasons);
    left.keySet().retainAll(open);
    return left;
  }

  /// The nodes that another than the first backend got.
  List<Fallback> fallbacks() {
    return List.copyOf(fallbacks);
  }

  /// What becomes the steps, not yet in order.
  List<Unit> units() {
    return List.copyOf(units);
  }

  /// Offers a backend what is still open.
  void offer(Backend backend) {
    backend.graphCompiler().ifPresent(compiler -> claim(backend, compiler));
    for (Node node : List.copyOf(open)) {
      if (open.contains(node)) {
        single(backend, node);
      }
    }
  }

  /// Gives the nodes of some units to another backend, layer by layer.
  ///
  /// @param reason why they leave theirs
  /// @return false if the other cannot run all of them; then nothing is changed
  boolean give(Collection<Unit> moved, Backend other, String reason) {
    List<Node> nodes =
        graph.nodes().stream()
            .filter(node -> moved.stream().anyMatch(unit -> unit.nodes().contains(node)))
            .filter(Assignment::computes)
            .toList();
    if (!nodes.stream()
        .allMatch(node -> other.supports(Chain.of(node).call()) instanceof Support.Yes)) {
      return false;
    }
    units.removeAll(moved);
    nodes.forEach(node -> reasons.put(node, reason));
    open.addAll(nodes);
    for (Node node : nodes) {
      if (open.contains(node)) {
        single(other, node);
      }
    }
    return true;
  }

  private void claim(Backend backend, GraphCompiler compiler) {
    for (Claim claim : compiler.claims(graph)) {
      if (open.containsAll(
          claim.subgraph().nodes().stream().filter(Assignment::computes).toList())) {
        take(
            new Unit(
                backend.info().id(),
                claim.kernel(),
                claim.subgraph().nodes(),
                claim.subgraph().inputs(),
                claim.subgraph().outputs(),
                claim.inputs(),
                claim.outputs(),
                () -> compiler.compile(claim, lowered.model())));
      }
    }
  }

  private void take(Unit unit) {
    units.add(unit);
    for (Node node : unit.nodes()) {
      open.remove(node);
      if (reasons.containsKey(node)) {
        fallbacks.add(new Fallback(node.name(), unit.backend(), reasons.get(node)));
      }
    }
  }

  private void single(Backend backend, Node node) {
    Chain alone = Chain.of(node);
    switch (backend.supports(alone.call())) {
      case Support.No no -> reasons.putIfAbsent(node, no.reason());
      case Support.Yes yes -> take(fuse(backend, alone, yes));
    }
  }

  /// The longest chain that the backend agrees to.
  private Unit fuse(Backend backend, Chain alone, Support.Yes aloneSupport) {
    Chain chain = alone;
    Support.Yes support = aloneSupport;
    for (Optional<Chain> longer = next(chain); longer.isPresent(); longer = next(chain)) {
      if (!(backend.supports(longer.get().call()) instanceof Support.Yes yes)) {
        break;
      }
      chain = longer.get();
      support = yes;
    }
    LayerCall call = chain.call();
    Node node = alone.nodes().getFirst();
    return new Unit(
        backend.info().id(),
        support.kernel(),
        chain.nodes(),
        chain.inputs(),
        chain.outputs(),
        support.inputs(),
        support.outputs(),
        () -> backend.prepare(call, lowered.model().weights().of(node)));
  }

  /// The chain with its only reader, if that has no backend yet.
  private Optional<Chain> next(Chain chain) {
    return chain.next(graph).filter(longer -> open.contains(longer.nodes().getLast()));
  }
}
