package dev.twofold.runtime;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Availability.Reason;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;
import java.lang.module.ModuleDescriptor;
import java.security.CodeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes one provider and asks it what it is, whatever that throws and however long it takes.
final class Probe {

  /// Longer than a driver that is only just being loaded needs.
  static final Duration LIMIT = Duration.ofSeconds(20);

  private final Class<?> type;
  private final Supplier<? extends BackendProvider> maker;
  private final Duration limit;

  private Probe(Class<?> type, Supplier<? extends BackendProvider> maker, Duration limit) {
    this.type = type;
    this.maker = maker;
    this.limit = limit;
  }

  /// What is known of a provider.
  ///
  /// @param type its class
  /// @param maker makes it
  /// @param limit how long making and probing may take together
  static Candidate of(Class<?> type, Supplier<? extends BackendProvider> maker, Duration limit) {
    return new Probe(type, maker, limit).run();
  }

  /// What a provider said of itself before it failed, if it did.
  private record Answer(
      @Nullable BackendProvider provider,
      String id,
      int version,
      @Nullable DeviceClass deviceClass,
      Availability availability) {}

  private Candidate run() {
    ProbeEvent event = new ProbeEvent();
    event.begin();
    long begin = System.nanoTime();
    FutureTask<Answer> task = new FutureTask<>(this::ask);
    Thread thread = new Thread(task, "twofold-probe-" + type.getName());
    thread.setDaemon(true);
    thread.start();
    Answer answer = await(task);
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    BackendStatus status =
        new BackendStatus(
            answer.id(),
            origin(type),
            version(type),
            answer.version(),
            answer.deviceClass(),
            answer.availability(),
            time);
    event.commit(status);
    return new Candidate(answer.provider(), status);
  }

  private Answer await(FutureTask<Answer> task) {
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return unusable(
          new Availability.Unavailable(
              Reason.FAILED,
              "its constructor or probe did not end within %d ms".formatted(limit.toMillis()),
              "take its jar off the class path, or see what its driver waits for",
              e));
    } catch (ExecutionException e) {
      return unusable(Broken.availability(Objects.requireNonNullElse(e.getCause(), e)));
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return unusable(
          new Availability.Unavailable(
              Reason.FAILED, "interrupted while it was probed", "look for backends again", e));
    }
  }

  private Answer unusable(Availability availability) {
    return new Answer(null, type.getName(), 0, null, availability);
  }

  private Answer ask() {
    BackendProvider provider = make();
    String id = type.getName();
    int version = 0;
    DeviceClass deviceClass = null;
    try {
      id = Objects.requireNonNull(provider.id(), "id() is null");
      version = provider.spiVersion();
      deviceClass = Objects.requireNonNull(provider.deviceClass(), "deviceClass() is null");
      Availability availability =
          version == Spi.VERSION
              ? Objects.requireNonNull(provider.probe(), "probe() is null")
              : wrongVersion(version);
      return new Answer(provider, id, version, deviceClass, availability);
    } catch (RuntimeException | Error e) {
      return new Answer(provider, id, version, deviceClass, Broken.availability(e));
    }
  }

  /// The service loader wraps what a constructor throws; the cause says more.
  private BackendProvider make() {
    try {
      return maker.get();
    } catch (ServiceConfigurationError e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      throw e;
    }
  }

  private static Availability wrongVersion(int version) {
    return new Availability.Unavailable(
        Reason.INCOMPATIBLE,
        "compiled against version %d of the backend interface, this is version %d"
            .formatted(version, Spi.VERSION),
        version < Spi.VERSION ? "use a newer release of the backend" : "use a newer Twofold");
  }

  private static String version(Class<?> type) {
    String manifest = type.getPackage().getImplementationVersion();
    ModuleDescriptor module = type.getModule().getDescriptor();
    return manifest == null && module != null
        ? module.rawVersion().orElse(BackendStatus.UNKNOWN)
        : Objects.requireNonNullElse(manifest, BackendStatus.UNKNOWN);
  }

  private static String origin(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? type.getModule().toString()
        : source.getLocation().toString();
  }
}
