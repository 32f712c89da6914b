package wrong.graph;

/// A provider of layers.
public interface LayerProvider {}
