package dev.twofold.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of a probe.
public sealed interface Availability {

  /// The backend can run.
  ///
  /// @param devices at least one, the preferred one first
  record Available(List<Device> devices) implements Availability {

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if the list is empty
    public Available {
      devices = List.copyOf(devices);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("an available backend has at least one device");
      }
    }
  }

  /// The backend cannot run.
  ///
  /// @param reason what kind of thing is missing
  /// @param message what was seen, in one line
  /// @param remedy what the user can do, in one line
  /// @param cause what was thrown, if anything was
  record Unavailable(Reason reason, String message, String remedy, @Nullable Throwable cause)
      implements Availability {

    /// Without a cause.
    public Unavailable(Reason reason, String message, String remedy) {
      this(reason, message, remedy, null);
    }
  }

  /// What kind of thing is missing.
  enum Reason {
    /// A native library or driver is not installed.
    MISSING_DRIVER,
    /// The driver is there, but no device.
    NO_DEVICE,
    /// A Java module, flag or class is missing.
    MISSING_MODULE,
    /// A version does not fit.
    INCOMPATIBLE,
    /// The probe itself failed.
    FAILED
  }

  /// Available with one device.
  static Availability on(Device device) {
    return new Available(List.of(device));
  }
}
