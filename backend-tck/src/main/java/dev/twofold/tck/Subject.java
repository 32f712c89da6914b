package dev.twofold.tck;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The backend that is tested.
final class Subject implements AutoCloseable {

  private final Supplier<BackendProvider> factory;
  private final BackendOptions options;
  private final Supplier<OptionalLong> nativeBytes;
  private final Duration patience;
  private @Nullable Backend shared;

  Subject(
      Supplier<BackendProvider> factory,
      BackendOptions options,
      Supplier<OptionalLong> nativeBytes,
      Duration patience) {
    this.patience = patience;
    this.factory = factory;
    this.options = options;
    this.nativeBytes = nativeBytes;
  }

  /// A new provider.
  BackendProvider provider() {
    return factory.get();
  }

  BackendOptions options() {
    return options;
  }

  /// Bytes that the backend counts outside the heap, if it does.
  OptionalLong nativeBytes() {
    return nativeBytes.get();
  }

  /// How long to wait for what comes in the end, such as runs that allocate nothing.
  Duration patience() {
    return patience;
  }

  /// The preferred device.
  ///
  /// @throws AssertionError if the backend is unavailable
  Device device() {
    return switch (provider().probe()) {
      case Availability.Available available -> available.devices().getFirst();
      case Availability.Unavailable(var reason, String message, String remedy, var _) ->
          throw new AssertionError("unavailable (%s): %s; %s".formatted(reason, message, remedy));
    };
  }

  /// A backend that is opened anew.
  Backend open() {
    return provider().open(device(), options);
  }

  /// One backend for all checks that need no other.
  synchronized Backend shared() {
    Backend open = shared;
    if (open == null) {
      open = open();
      shared = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    Backend open = shared;
    if (open != null) {
      open.close();
      shared = null;
    }
  }
}
