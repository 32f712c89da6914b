package dev.twofold.cost;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// Says what a graph costs, from its layers and shapes alone: no weights, no backend, nothing run.
///
/// ```java
/// CostReport report = CostModel.of(graph);
/// report.params();    // 656
/// report.multAdds();  // 10_747_904
/// ```
public final class CostModel {

  private final Graph graph;
  private final Formulas formulas;
  private final Convention convention;
  private final Set<String> counted = new HashSet<>();

  private CostModel(Graph graph, Convention convention) {
    this.graph = graph;
    this.convention = convention;
    this.formulas = new Formulas(Rules.of(convention), batch(graph));
  }

  /// What a graph costs under the convention [Convention#WEIGHTS].
  ///
  /// @throws ArithmeticException if a count exceeds `Long.MAX_VALUE`; the message names the node
  public static CostReport of(Graph graph) {
    return of(graph, Convention.WEIGHTS);
  }

  /// What a graph costs.
  ///
  /// @throws ArithmeticException if a count exceeds `Long.MAX_VALUE`; the message names the node
  public static CostReport of(Graph graph, Convention convention) {
    return new CostModel(graph, convention).report();
  }

  /// The number of images: the first extent of the graph's first input, unless that is a vector.
  static int batch(Graph graph) {
    return graph.inputs().stream()
        .map(Value::shape)
        .filter(shape -> shape.rank() > 1)
        .findFirst()
        .map(shape -> shape.dim(0))
        .orElse(1);
  }

  private CostReport report() {
    List<LayerCost> layers = new ArrayList<>(graph.nodes().size());
    List<String> unknown = new ArrayList<>();
    long params = uncalledParams();
    long trainable = params;
    long multAdds = 0;
    for (Node node : graph.nodes()) {
      LayerCost cost = cost(node);
      layers.add(cost);
      if (cost.multAdds().isEmpty()) {
        unknown.add(node.name());
      }
      try {
        params = Math.addExact(params, cost.params());
        trainable = Math.addExact(trainable, cost.trainableParams());
        multAdds = Math.addExact(multAdds, cost.multAdds().orElse(0));
      } catch (ArithmeticException e) {
        throw overflow(node, "the totals up to here", e);
      }
    }
    return new CostReport(
        graph, convention, layers, new CostReport.Totals(params, trainable, multAdds, unknown));
  }

  private long uncalledParams() {
    long params = 0;
    for (var module : graph.uncalled().entrySet()) {
      try {
        params = Math.addExact(params, formulas.params(module.getValue()));
      } catch (ArithmeticException e) {
        throw overflow(module.getKey(), "the params up to here", e);
      }
    }
    return params;
  }

  private LayerCost cost(Node node) {
    boolean repeated = !counted.add(node.module());
    try {
      OptionalLong multAdds = formulas.multAdds(node);
      long params = repeated ? 0 : formulas.params(node.layer());
      return new LayerCost(node, params, trainable(node, params), multAdds, repeated);
    } catch (ArithmeticException e) {
      throw overflow(node, "its params or mult-adds", e);
    }
  }

  private static long trainable(Node node, long params) {
    return node.is(Node.Trait.FROZEN) || params == 0 ? 0 : trainable(node);
  }

  private static long trainable(Node node) {
    return node.layer().parameters().stream().mapToLong(spec -> spec.params()).sum();
  }

  /// The error that a count of a node is too large.
  static ArithmeticException overflow(Node node, String what, ArithmeticException cause) {
    return overflow(node.name(), what, cause);
  }

  private static ArithmeticException overflow(String node, String what, ArithmeticException cause) {
    ArithmeticException overflow =
        new ArithmeticException(
            "node '%s': %s exceed 2^63 - 1 under these input shapes; check the shapes"
                .formatted(node, what));
    overflow.initCause(cause);
    return overflow;
  }
}
