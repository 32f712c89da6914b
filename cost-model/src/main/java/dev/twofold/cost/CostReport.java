package dev.twofold.cost;

import dev.twofold.graph.Graph;
import java.util.List;

/// What a graph costs under one convention: immutable, one row per call.
///
/// @param graph the graph
/// @param convention what was counted
/// @param layers one row per call, in call order
/// @param totals the sums
public record CostReport(
    Graph graph, Convention convention, List<LayerCost> layers, Totals totals) {

  /// Copies the list.
  public CostReport {
    layers = List.copyOf(layers);
  }

  /// The network's type name.
  public String model() {
    return graph.name();
  }

  /// The params of the whole graph.
  public long params() {
    return totals.params();
  }

  /// The mult-adds of all calls that tell theirs (see [Totals#unknownLayers()]).
  public long multAdds() {
    return totals.multAdds();
  }

  /// Sums over all calls.
  ///
  /// @param params the params, those of a module that is called again once
  /// @param trainableParams those that training changes
  /// @param multAdds the mult-adds of the layers that tell theirs
  /// @param unknownLayers the names of the layers that do not
  public record Totals(
      long params, long trainableParams, long multAdds, List<String> unknownLayers) {

    /// Copies the list.
    public Totals {
      unknownLayers = List.copyOf(unknownLayers);
    }

    /// Whether every layer tells its mult-adds.
    public boolean complete() {
      return unknownLayers.isEmpty();
    }

    /// Two per mult-add: a multiplication and an addition are two floating-point operations.
    ///
    /// @throws ArithmeticException if they exceed `Long.MAX_VALUE`
    public long flops() {
      return Math.multiplyExact(2, multAdds);
    }
  }
}
