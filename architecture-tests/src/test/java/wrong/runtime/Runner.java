package wrong.runtime;

import wrong.graph.Layer;

/// Runs a graph.
public final class Runner {

  private final Layer layer;

  /// Makes a runner.
  public Runner(Layer layer) {
    this.layer = layer;
  }

  Layer layer() {
    return layer;
  }
}
