package jcuda;

/// Stands in for a handle of the driver, so that a counter-example can hold one.
public final class StandIn {}
