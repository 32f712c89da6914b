package dev.twofold.cuda;

import dev.twofold.cuda.driver.DeviceInfo;
import dev.twofold.cuda.plan.Precision;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import java.util.Map;
import java.util.TreeSet;

/// What a user can ask of this backend.
///
/// @param precision how exactly pointwise convolutions and linear layers take their factors
/// @param apart whether every tensor has an allocation of its own, for finding faults
/// @param stepwise whether every kernel is launched and waited for by itself, for finding faults
record Settings(Precision precision, boolean apart, boolean stepwise) {

  /// The precision of products: `fp32` or `tf32`.
  static final String MATH = "cuda.math";

  /// One allocation for a run's tensors, or one for each: `arena` or `apart`.
  static final String MEMORY = "cuda.memory";

  /// A run as one graph, or kernel by kernel: `graph` or `step`.
  static final String LAUNCH = "cuda.launch";

  private static final String OURS = "cuda.";

  /// Reads the options.
  ///
  /// @throws BackendException if there is no such option, or it has a value that it cannot have
  static Settings of(BackendOptions options) {
    Map<String, String> given = options.properties();
    checkNames(given);
    return new Settings(
        choose(given, MATH, "fp32", "tf32") ? Precision.TF32 : Precision.FP32,
        choose(given, MEMORY, "arena", "apart"),
        choose(given, LAUNCH, "graph", "step"));
  }

  /// Options of other backends are theirs to check.
  private static void checkNames(Map<String, String> given) {
    TreeSet<String> unknown = new TreeSet<>(given.keySet());
    unknown.removeIf(name -> !name.startsWith(OURS));
    unknown.remove(MATH);
    unknown.remove(MEMORY);
    unknown.remove(LAUNCH);
    if (!unknown.isEmpty()) {
      throw new BackendException(
          "backend 'cuda': given %s, expected %s, %s or %s"
              .formatted(String.join(", ", unknown), MATH, MEMORY, LAUNCH));
    }
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

  /// Checks that a device has what is asked for.
  ///
  /// @throws BackendException if it is too old
  void check(DeviceInfo device) {
    int needed = precision.capability();
    if (device.capability() < needed) {
      throw new BackendException(
          "backend 'cuda': given %s=%s, but cuda:%d is %s, expected compute capability %d.%d or newer;"
                  .formatted(
                      MATH,
                      precision.type(),
                      device.index(),
                      device.describe(),
                      needed / 10,
                      needed % 10)
              + " leave the option out for fp32, or name another device");
    }
  }
}
