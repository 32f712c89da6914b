package wrong.cost;

import wrong.graph.Layer;
import wrong.runtime.Runner;

/// Breaks rule 3.
final class CostThatRuns {

  private CostThatRuns() {}

  static Runner run(Layer layer) {
    return new Runner(layer);
  }
}
