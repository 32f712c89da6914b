package wrong.graph;

import wrong.runtime.Runner;

/// Breaks rules 1 and 5: the runtime knows graphs, not the other way round.
final class GraphThatRuns {

  private GraphThatRuns() {}

  static Runner run(Layer layer) {
    return new Runner(layer);
  }
}
