package dev.twofold.cli;

import dev.twofold.graph.Model;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// The options of all commands that run a network.
final class BackendArguments {

  @Option(
      names = "--backend",
      paramLabel = "ID",
      split = ",",
      description =
          "The backends to use in order of preference, such as cpu or cuda:0,cpu (see 'backends').")
  private List<String> backends = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Values.Threads.class,
      description = "The threads that one run may use (default: up to the backend).")
  private int threads;

  @Option(
      names = "--fallback",
      paramLabel = "report|forbid|silent",
      description =
          "What happens when the chosen backend cannot run a layer and another can: the other runs"
              + " it with a warning (the default), an error, or no warning.")
  private FallbackPolicy fallback = FallbackPolicy.REPORT;

  @Option(
      names = "--backend-option",
      paramLabel = "NAME=VALUE",
      description =
          "A setting that only one backend knows, such as cuda.math=tf32 (docs/backends.md lists"
              + " them); may be repeated.")
  private Map<String, String> properties = Map.of();

  /// Compiles a network with these options, to be measured: first runs wait until they are fast.
  Program compile(Console console, Model model) {
    try (Progress _ = Progress.of(console, "compiling " + model.graph().name())) {
      Map<String, String> settings = new HashMap<>(Map.of("cpu.warmup", "wait"));
      settings.putAll(properties);
      Program program = Backends.discover().compile(model, options(fallback, settings));
      noteWhatIsIgnored(console, program.selection().backend());
      return program;
    }
  }

  /// A setting for a backend that was not chosen does nothing, which nobody would notice.
  private void noteWhatIsIgnored(Console console, String chosen) {
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (!property.getKey().startsWith(chosen + ".")) {
        console.note(
            "--backend-option %s=%s is not for the backend that was chosen, '%s'",
            property.getKey(), property.getValue(), chosen);
      }
    }
  }

  /// Compiles one of many networks: nothing is shown, and the plan tells of fallbacks.
  Program compileQuietly(Model model) {
    return Backends.discover()
        .compile(model, options(forbidsFallback() ? fallback : FallbackPolicy.SILENT, properties));
  }

  boolean forbidsFallback() {
    return fallback == FallbackPolicy.FORBID;
  }

  private CompileOptions options(FallbackPolicy policy, Map<String, String> settings) {
    return CompileOptions.DEFAULTS
        .withBackends(backends.toArray(String[]::new))
        .withFallback(policy)
        .withBackendOptions(BackendOptions.DEFAULTS.withThreads(threads).withProperties(settings));
  }

  /// The threads of one run: as asked for, else as many as the machine has processors.
  int threads() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }
}
