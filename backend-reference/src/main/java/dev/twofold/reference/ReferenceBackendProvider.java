package dev.twofold.reference;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;

/// The entry to the reference backend, `reference`: it needs nothing, is always available and has a
/// definition of every core layer.
public final class ReferenceBackendProvider implements BackendProvider {

  static final String ID = "reference";
  static final Device DEVICE = Device.host(0, "plain loops on the host");

  /// Made by [java.util.ServiceLoader].
  public ReferenceBackendProvider() {}

  @Override
  public int spiVersion() {
    return Spi.VERSION;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public DeviceClass deviceClass() {
    return DeviceClass.REFERENCE;
  }

  @Override
  public Availability probe() {
    return Availability.on(DEVICE);
  }

  /// Opens the only device; the options change nothing.
  ///
  /// @throws BackendException if it is another device
  @Override
  public Backend open(Device device, BackendOptions options) {
    if (!device.equals(DEVICE)) {
      throw new BackendException(
          "backend 'reference': given device %d, but there is only device 0; use 'reference'"
              .formatted(device.index()));
    }
    return new ReferenceBackend();
  }
}
