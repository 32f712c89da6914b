package dev.twofold.runtime;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.ExecutionPlan.Fallback;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Value;
import dev.twofold.spi.Backend;
import dev.twofold.spi.Claim;
import dev.twofold.spi.Epilogue;
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
    if (!nodes.stream().allMatch(node -> other.supports(call(node)) instanceof Support.Yes)) {
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

  private static LayerCall call(Node node) {
    return new LayerCall(
        node.name(), node.layer(), node.inputTypes(), node.outputTypes(), Epilogue.NONE);
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
    LayerCall call = call(node);
    switch (backend.supports(call)) {
      case Support.No no -> reasons.putIfAbsent(node, no.reason());
      case Support.Yes yes ->
          take(fuse(backend, node, new Fused(call, yes, List.of(node), node.inputs())));
    }
  }

  /// A call with the nodes behind it that it has taken in.
  private record Fused(LayerCall call, Support.Yes support, List<Node> nodes, List<Value> inputs) {}

  private Unit fuse(Backend backend, Node node, Fused alone) {
    Fused fused = alone;
    for (Optional<Fused> more = next(backend, fused);
        more.isPresent();
        more = next(backend, fused)) {
      fused = more.get();
    }
    LayerCall call = fused.call();
    return new Unit(
        backend.info().id(),
        fused.support().kernel(),
        fused.nodes(),
        fused.inputs(),
        fused.nodes().getLast().outputs(),
        fused.support().inputs(),
        fused.support().outputs(),
        () -> backend.prepare(call, lowered.model().weights().of(node)));
  }

  /// The call with its only reader taken in, if that is an activation or a residual addition, and
  /// the backend agrees.
  private Optional<Fused> next(Backend backend, Fused fused) {
    Node last = fused.nodes().getLast();
    if (last.outputs().size() != 1 || graph.outputs().containsValue(last.output())) {
      return Optional.empty();
    }
    List<Node> readers = graph.consumers(last.output());
    if (readers.size() != 1 || !open.contains(readers.getFirst())) {
      return Optional.empty();
    }
    Node reader = readers.getFirst();
    List<Value> inputs = new ArrayList<>(fused.inputs());
    Epilogue epilogue = fused.call().epilogue();
    Epilogue.Stage stage;
    if (reader.layer() instanceof Activation activation && !epilogue.activates()) {
      stage = new Epilogue.Activate(activation);
    } else if (isResidual(reader, last.output()) && !epilogue.addsResidual()) {
      stage = new Epilogue.AddResidual();
      inputs.add(reader.inputs().get(reader.input().equals(last.output()) ? 1 : 0));
    } else {
      return Optional.empty();
    }
    LayerCall longer = fused.call().then(stage);
    List<Node> nodes = new ArrayList<>(fused.nodes());
    nodes.add(reader);
    return backend.supports(longer) instanceof Support.Yes yes
        ? Optional.of(new Fused(longer, yes, nodes, inputs))
        : Optional.empty();
  }

  private static boolean isResidual(Node reader, Value value) {
    return reader.layer().equals(Elementwise.ADD)
        && reader.inputs().get(0).type().equals(reader.inputs().get(1).type())
        && !reader.inputs().get(0).equals(reader.inputs().get(1))
        && reader.inputs().contains(value);
  }
}
