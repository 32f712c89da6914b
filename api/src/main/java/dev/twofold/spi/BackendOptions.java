package dev.twofold.spi;

import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What the user asks of a backend. A backend ignores what does not concern it.
///
/// @param threads the number of threads that one run may use, the caller's among them; 0 leaves it
///   to the backend
/// @param executor where to run instead of threads of the backend's own; null for the latter
/// @param properties settings that only one backend knows, by names that begin with its id, such as
///   `cuda.memory`
public record BackendOptions(
    int threads, @Nullable Executor executor, Map<String, String> properties) {

  /// Everything left to the backend.
  public static final BackendOptions DEFAULTS = new BackendOptions(0, null, Map.of());

  /// Checks and copies.
  ///
  /// @throws IllegalArgumentException if the number of threads is negative
  public BackendOptions {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "threads must be at least 1, or 0 to leave it to the backend; got " + threads);
    }
    properties = Map.copyOf(properties);
  }

  /// These options with another number of threads.
  public BackendOptions withThreads(int threads) {
    return new BackendOptions(threads, executor, properties);
  }

  /// These options with an executor of the user's.
  public BackendOptions withExecutor(Executor executor) {
    return new BackendOptions(threads, executor, properties);
  }

  /// These options with other settings for backends that know them.
  public BackendOptions withProperties(Map<String, String> properties) {
    return new BackendOptions(threads, executor, properties);
  }
}
