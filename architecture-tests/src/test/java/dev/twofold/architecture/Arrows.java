package dev.twofold.architecture;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/// Who may know whom, by the first package below the root.
final class Arrows {

  /*
   *   tensor <- graph <- spi <- runtime
   *        ^        ^      ^          ^
   *        io       |      backends   cli, examples, benchmarks (and all above the line)
   *                 cost, models, onnx
   */

  private static final Set<String> ALL_BUT_BACKENDS =
      Set.of("tensor", "graph", "spi", "runtime", "cost", "page", "models", "onnx", "io");

  private static final Set<String> BACKEND = Set.of("spi", "graph", "tensor");

  static final Map<String, Set<String>> BY_PACKAGE =
      Map.ofEntries(
          entry("tensor", Set.of()),
          entry("graph", Set.of("tensor")),
          entry("spi", Set.of("graph", "tensor")),
          entry("runtime", Set.of("spi", "graph", "tensor")),
          entry("cost", Set.of("graph", "tensor")),
          entry("page", Set.of("cost", "graph", "tensor")),
          entry("models", Set.of("graph", "tensor")),
          entry("onnx", Set.of("graph", "tensor")),
          entry("io", Set.of("tensor")),
          entry("reference", BACKEND),
          entry("cpu", BACKEND),
          entry("cuda", BACKEND),
          entry("tck", Set.of("cost", "runtime", "spi", "graph", "tensor")),
          entry("cli", ALL_BUT_BACKENDS),
          entry("examples", ALL_BUT_BACKENDS),
          entry(
              "benchmarks",
              Set.of(
                  "tensor",
                  "graph",
                  "spi",
                  "runtime",
                  "cost",
                  "models",
                  "onnx",
                  "io",
                  "reference",
                  "cpu",
                  "cuda")));

  private Arrows() {}
}
