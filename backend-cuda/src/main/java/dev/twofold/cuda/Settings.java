package dev.twofold.cuda;

import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import java.util.Map;

/// What a user can ask of this backend.
///
/// @param apart whether every tensor has an allocation of its own, for finding faults
/// @param stepwise whether every kernel is launched and waited for by itself, for finding faults
record Settings(boolean apart, boolean stepwise) {

  /// One allocation for a run's tensors, or one for each: `arena` or `apart`.
  static final String MEMORY = "cuda.memory";

  /// A run as one graph, or kernel by kernel: `graph` or `step`.
  static final String LAUNCH = "cuda.launch";

  /// Reads the options.
  ///
  /// @throws BackendException if one has a value that it cannot have
  static Settings of(BackendOptions options) {
    Map<String, String> given = options.properties();
    return new Settings(
        choose(given, MEMORY, "arena", "apart"), choose(given, LAUNCH, "graph", "step"));
  }

  /// Whether the second of two values was chosen.
  private static boolean choose(
      Map<String, String> given, String name, String usual, String other) {
    String value = given.getOrDefault(name, usual);
    if (!value.equals(usual) && !value.equals(other)) {
      throw new BackendException(
          "backend 'cuda': given %s=%s, expected %s or %s".formatted(name, value, usual, other));
    }
    return value.equals(other);
  }
}
