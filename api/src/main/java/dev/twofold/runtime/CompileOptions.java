package dev.twofold.runtime;

import dev.twofold.spi.BackendOptions;
import java.util.List;
import java.util.concurrent.Executor;

/// How a model is compiled.
///
/// @param backends the backends to use, in order of preference, as `id` or `id:device`; empty
///   leaves the choice to the system property `twofold.backend`, the environment variable
///   `TWOFOLD_BACKEND` or the automatic order
/// @param fallback what happens when the chosen backend cannot run a part
/// @param concurrentRuns how many threads may run the program at the same time, each with
///   activation memory of its own, made when first needed; more wait
/// @param backendOptions what is asked of the backends
/// @param listener hears of compiling, runs, failures and the end
public record CompileOptions(
    List<String> backends,
    FallbackPolicy fallback,
    int concurrentRuns,
    BackendOptions backendOptions,
    ProgramListener listener) {

  /// The automatic order, fallback with report, as many concurrent runs as the machine has
  /// processors.
  public static final CompileOptions DEFAULTS =
      new CompileOptions(
          List.of(),
          FallbackPolicy.REPORT,
          Runtime.getRuntime().availableProcessors(),
          BackendOptions.DEFAULTS,
          ProgramListener.NONE);

  /// Checks and copies.
  ///
  /// @throws IllegalArgumentException if concurrent runs are below 1
  public CompileOptions {
    backends = List.copyOf(backends);
    if (concurrentRuns < 1) {
      throw new IllegalArgumentException(
          "concurrent runs must be at least 1, got " + concurrentRuns);
    }
  }

  /// These options with other backends, in order of preference, as `id` or `id:device`.
  public CompileOptions withBackends(String... backends) {
    return new CompileOptions(
        List.of(backends), fallback, concurrentRuns, backendOptions, listener);
  }

  /// These options with another policy for parts that the chosen backend cannot run.
  public CompileOptions withFallback(FallbackPolicy fallback) {
    return new CompileOptions(backends, fallback, concurrentRuns, backendOptions, listener);
  }

  /// These options with another number of threads that may run the program at the same time.
  public CompileOptions withConcurrentRuns(int concurrentRuns) {
    return new CompileOptions(backends, fallback, concurrentRuns, backendOptions, listener);
  }

  /// These options with other options for the backends.
  public CompileOptions withBackendOptions(BackendOptions backendOptions) {
    return new CompileOptions(backends, fallback, concurrentRuns, backendOptions, listener);
  }

  /// These options with a listener.
  public CompileOptions withListener(ProgramListener listener) {
    return new CompileOptions(backends, fallback, concurrentRuns, backendOptions, listener);
  }

  /// These options with another number of threads for one run; 0 leaves it to the backend.
  public CompileOptions withThreads(int threads) {
    return withBackendOptions(backendOptions.withThreads(threads));
  }

  /// These options with an executor to run on instead of the backend's own threads.
  public CompileOptions withExecutor(Executor executor) {
    return withBackendOptions(backendOptions.withExecutor(executor));
  }
}
