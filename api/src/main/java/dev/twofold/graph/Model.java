package dev.twofold.graph;

import java.util.List;

/// A graph with its weights: what a backend compiles.
///
/// @param graph the description
/// @param weights the tensors its layers need
public record Model(Graph graph, Weights weights) {

  /// Checks that the weights are those the graph's layers need.
  ///
  /// @throws GraphException if a tensor is missing or is not one of floats, of the shape needed
  ///   and row-major; it names all of them
  public Model {
    List<String> problems = weights.problems(graph);
    if (!problems.isEmpty()) {
      throw new GraphException("weights of graph '" + graph.name() + "'", problems);
    }
  }

  /// A graph with seeded random weights (see [Weights#initialise]).
  public static Model initialised(Graph graph, long seed) {
    return new Model(graph, Weights.initialise(graph, seed));
  }
}
