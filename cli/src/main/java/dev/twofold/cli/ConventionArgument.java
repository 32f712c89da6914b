package dev.twofold.cli;

import dev.twofold.cost.Convention;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What counts.
final class ConventionArgument {

  @Option(
      names = "--convention",
      paramLabel = "NAME",
      converter = Values.Conventions.class,
      description =
          "What counts: weights (what papers print; the default), torchinfo (the default of that"
              + " style), torchinfo-head, fvcore, ptflops, thop or keras-params.")
  private @Nullable Convention convention;

  /// The convention named, or another if none is.
  Convention or(Convention other) {
    return convention == null ? other : convention;
  }
}
