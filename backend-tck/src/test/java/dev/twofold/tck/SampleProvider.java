package dev.twofold.tck;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;
import java.util.concurrent.locks.LockSupport;

/// The provider of a [SampleBackend].
final class SampleProvider implements BackendProvider {

  private final Mutation mutation;

  SampleProvider(Mutation mutation) {
    this.mutation = mutation;
    if (mutation == Mutation.CONSTRUCTOR_STARTS_THREAD) {
      Thread thread = new Thread(() -> LockSupport.parkNanos(2_000_000_000L));
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public int spiVersion() {
    return Spi.VERSION;
  }

  @Override
  public String id() {
    return "sample";
  }

  @Override
  public DeviceClass deviceClass() {
    return DeviceClass.CPU;
  }

  @Override
  public Availability probe() {
    if (mutation == Mutation.PROBE_THROWS) {
      throw new UnsatisfiedLinkError("no acme in java.library.path");
    }
    return Availability.on(SampleBackend.DEVICE);
  }

  @Override
  public Backend open(Device device, BackendOptions options) {
    return new SampleBackend(mutation);
  }
}
