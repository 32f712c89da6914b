package dev.twofold.runtime;

import dev.twofold.spi.Availability;
import dev.twofold.spi.DeviceClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What was found out about one provider of a backend, whether it can be used or not.
///
/// @param id the provider's id, or its class name where it could not even be loaded
/// @param origin the jar, folder or module it came from
/// @param version its own version, from the manifest or the module; `unknown` if neither tells
/// @param spiVersion the version of the interface it was compiled against, 0 if unknown
/// @param deviceClass what it runs on; null if it could not be loaded
/// @param availability whether it can run here
/// @param probeTime how long the probe took
public record BackendStatus(
    String id,
    String origin,
    String version,
    int spiVersion,
    @Nullable DeviceClass deviceClass,
    Availability availability,
    Duration probeTime) {

  static final String UNKNOWN = "unknown";

  /// Whether it can be used.
  public boolean isAvailable() {
    return availability instanceof Availability.Available;
  }

  /// One line for lists and messages: the id with its devices, or with why it cannot be used.
  public String summary() {
    return switch (availability) {
      case Availability.Available available ->
          id
              + " ("
              + String.join(", ", available.devices().stream().map(d -> d.name()).toList())
              + ")";
      case Availability.Unavailable unavailable ->
          "%s unavailable: %s; %s".formatted(id, unavailable.message(), unavailable.remedy());
    };
  }
}
