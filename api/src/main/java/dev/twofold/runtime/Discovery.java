package dev.twofold.runtime;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Availability.Reason;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Finds the providers of backends that a class loader sees, and probes each once.
final class Discovery {

  /*
   * One broken jar must not hide the others: both hasNext() and next() can throw, for a line in
   * META-INF/services that names nothing, a class of a newer format, or a constructor that fails. The
   * iterator goes on behind such an entry. A loader that fails for ever is given up after as many
   * failures as no class path has backends.
   */

  private static final int MAX_FAILURES = 100;

  private Discovery() {}

  static List<Candidate> load(ClassLoader loader) {
    List<Candidate> found = new ArrayList<>();
    Iterator<BackendProvider> providers =
        ServiceLoader.load(BackendProvider.class, loader).iterator();
    int failures = 0;
    while (failures < MAX_FAILURES) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        found.add(probe(providers.next()));
      } catch (ServiceConfigurationError | LinkageError e) {
        failures++;
        found.add(broken(e));
      }
    }
    return List.copyOf(found);
  }

  static Candidate probe(BackendProvider provider) {
    long begin = System.nanoTime();
    Availability availability;
    String id = provider.getClass().getName();
    int version = 0;
    try {
      id = provider.id();
      version = provider.spiVersion();
      availability = version == Spi.VERSION ? provider.probe() : wrongVersion(version);
    } catch (RuntimeException | LinkageError e) {
      availability =
          new Availability.Unavailable(
              Reason.FAILED, "its probe threw " + e, "report this to its author", e);
    }
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    return new Candidate(
        provider,
        new BackendStatus(
            id, origin(provider), version, deviceClass(provider), availability, time));
  }

  private static @Nullable DeviceClass deviceClass(BackendProvider provider) {
    try {
      return provider.deviceClass();
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static Availability wrongVersion(int version) {
    return new Availability.Unavailable(
        Reason.INCOMPATIBLE,
        "compiled against version %d of the backend interface, this is version %d"
            .formatted(version, Spi.VERSION),
        version < Spi.VERSION ? "use a newer release of the backend" : "use a newer Twofold");
  }

  private static Candidate broken(Error error) {
    Throwable cause = error.getCause();
    String message = String.valueOf(error.getMessage());
    boolean newer =
        error instanceof UnsupportedClassVersionError
            || cause instanceof UnsupportedClassVersionError;
    return new Candidate(
        null,
        new BackendStatus(
            message.replaceFirst("^.*: Provider (\\S+) .*$", "$1"),
            "unknown",
            0,
            null,
            new Availability.Unavailable(
                newer ? Reason.INCOMPATIBLE : Reason.FAILED,
                cause == null ? message : message + ": " + cause,
                "take its jar off the class path, or use a release of it that fits",
                error),
            Duration.ZERO));
  }

  private static String origin(BackendProvider provider) {
    CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? provider.getClass().getModule().toString()
        : source.getLocation().toString();
  }
}
