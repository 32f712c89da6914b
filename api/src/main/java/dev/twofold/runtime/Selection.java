package dev.twofold.runtime;

import dev.twofold.spi.Device;

/// Which backend was chosen, and why.
///
/// @param backend the backend's id
/// @param device the device it runs on
/// @param rule the rule that chose it, for people, such as `named by the system property
///   twofold.backend=cpu`
public record Selection(String backend, Device device, String rule) {

  /// One line, such as `cpu (Vector API, 512-bit), the fastest class of device found`.
  @Override
  public String toString() {
    return "%s:%d (%s), %s".formatted(backend, device.index(), device.name(), rule);
  }
}
