package wrong.graph;

/// A layer.
public interface Layer {}
