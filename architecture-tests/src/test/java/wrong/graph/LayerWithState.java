package wrong.graph;

/// Breaks rule 8.
final class LayerWithState implements Layer {}
