package dev.twofold.runtime;

/// What happens when the chosen backend cannot run a part of a model and another one can.
public enum FallbackPolicy {
  /// The other one runs it, and one warning tells which nodes, what share of the mult-adds, why,
  /// and what is copied between the two.
  REPORT,
  /// Compiling fails.
  FORBID,
  /// The other one runs it, and only the plan tells.
  SILENT
}
