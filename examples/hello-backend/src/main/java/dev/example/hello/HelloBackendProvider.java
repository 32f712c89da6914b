package dev.example.hello;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;

/// The entry to the backend `hello`, named in `META-INF/services` and in `module-info.java`.
public final class HelloBackendProvider implements BackendProvider {

  /// Made by [java.util.ServiceLoader].
  public HelloBackendProvider() {}

  @Override
  public int spiVersion() {
    return Spi.VERSION;
  }

  @Override
  public String id() {
    return "hello";
  }

  @Override
  public DeviceClass deviceClass() {
    return DeviceClass.CPU;
  }

  @Override
  public Availability probe() {
    return Availability.on(Device.host(0, "plain loops of an outsider"));
  }

  @Override
  public Backend open(Device device, BackendOptions options) {
    return new HelloBackend(device);
  }
}
