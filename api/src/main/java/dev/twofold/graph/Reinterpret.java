package dev.twofold.graph;

/// A layer that gives the same elements, in the same row-major order, another shape. No params, no
/// mult-adds. Backends treat all of them alike: the output's shape says everything.
public sealed interface Reinterpret extends Layer permits Reshape, Flatten, Squeeze, Unsqueeze {}
