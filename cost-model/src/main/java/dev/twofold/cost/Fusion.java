package dev.twofold.cost;

/// Which calls run as one step, so that what passes between them never reaches memory.
public enum Fusion {
  /// Every call by itself, as defined.
  NONE,
  /// A batch normalisation behind a convolution folded into its weights, and the activation behind
  /// that (or behind a linear layer) applied before the output is written.
  EPILOGUES,
  /// As [#EPILOGUES], and a depthwise convolution computed as part of the pointwise convolution that
  /// alone reads it.
  SEPARABLE
}
