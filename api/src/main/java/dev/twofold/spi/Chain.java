package dev.twofold.spi;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A layer with what may be fused into it: the activation and the residual addition behind it, where
/// nothing else reads what lies between.
///
/// @param call the layer with its epilogue
/// @param nodes the nodes, in call order
/// @param inputs what the call reads, in the order of its arguments
public record Chain(LayerCall call, List<Node> nodes, List<Value> inputs) {

  /// Copies the lists.
  public Chain {
    nodes = List.copyOf(nodes);
    inputs = List.copyOf(inputs);
  }

  /// A node alone.
  public static Chain of(Node node) {
    LayerCall call =
        new LayerCall(
            node.name(), node.layer(), node.inputTypes(), node.outputTypes(), Epilogue.NONE);
    return new Chain(call, List.of(node), node.inputs());
  }

  /// A node with everything behind it that may be fused into it.
  public static Chain whole(Graph graph, Node node) {
    Chain chain = of(node);
    for (Optional<Chain> longer = chain.next(graph);
        longer.isPresent();
        longer = chain.next(graph)) {
      chain = longer.get();
    }
    return chain;
  }

  /// What the chain computes.
  public List<Value> outputs() {
    return nodes.getLast().outputs();
  }

  /// The only reader of the chain's only output, unless the graph gives that back.
  public Optional<Node> onlyReader(Graph graph) {
    if (outputs().size() != 1 || graph.outputs().containsValue(outputs().getFirst())) {
      return Optional.empty();
    }
    List<Node> readers = graph.consumers(outputs().getFirst());
    return readers.size() == 1 ? Optional.of(readers.getFirst()) : Optional.empty();
  }

  /// This chain with its only reader, if that is an activation or a residual addition and the
  /// epilogue has none yet.
  public Optional<Chain> next(Graph graph) {
    return onlyReader(graph).flatMap(this::with);
  }

  private Optional<Chain> with(Node reader) {
    Value last = outputs().getFirst();
    List<Value> longer = new ArrayList<>(inputs);
    Epilogue.Stage stage;
    if (reader.layer() instanceof Activation activation && !call.epilogue().activates()) {
      stage = new Epilogue.Activate(activation);
    } else if (isResidual(reader, last) && !call.epilogue().addsResidual()) {
      stage = new Epilogue.AddResidual();
      longer.add(reader.inputs().get(reader.input().equals(last) ? 1 : 0));
    } else {
      return Optional.empty();
    }
    List<Node> all = new ArrayList<>(nodes);
    all.add(reader);
    return Optional.of(new Chain(call.then(stage), all, longer));
  }

  private static boolean isResidual(Node reader, Value value) {
    return reader.layer().equals(Elementwise.ADD)
        && reader.inputs().get(0).type().equals(reader.inputs().get(1).type())
        && !reader.inputs().get(0).equals(reader.inputs().get(1))
        && reader.inputs().contains(value);
  }
}
