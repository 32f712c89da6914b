package dev.twofold.runtime;

import dev.twofold.spi.Availability;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A provider that was found, with what is known of it.
///
/// @param provider the provider; null if it could not be loaded
record Candidate(@Nullable BackendProvider provider, BackendStatus status) {

  /// The devices it can run on; none if it is unavailable.
  List<Device> devices() {
    return switch (status.availability()) {
      case Availability.Available available -> available.devices();
      case Availability.Unavailable _ -> List.of();
    };
  }

  boolean isOurs() {
    return provider != null && provider.getClass().getName().startsWith("dev.twofold.");
  }
}
