package dev.twofold.cpu;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;

/// The entry to the CPU backend, `cpu`: vectors on all cores, in Java alone. Where the Vector API cannot
/// be used it runs scalar loops and says in the log why.
///
/// Options: the number of threads (by default one per processor), an executor to run on instead of
/// threads of its own, and two properties. `cpu.vectors` is `auto` or `off`. `cpu.warmup` says what
/// happens in the first seconds of a process, while the virtual machine compiles the matrix products:
/// with `background`, the default, runs do without vectors there, some thirty times slower and with
/// the same results to the bit, and a thread beside them has them compiled; with `wait` the first run
/// waits for it, eight seconds at the most.
public final class CpuBackendProvider implements BackendProvider {

  static final String ID = "cpu";
  static final Device DEVICE = Device.host(0, "host processor");

  /// Made by [java.util.ServiceLoader].
  public CpuBackendProvider() {}

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
    return DeviceClass.CPU;
  }

  @Override
  public Availability probe() {
    return Availability.on(DEVICE);
  }

  /// Opens the only device.
  ///
  /// @throws BackendException if it is another device, or an option is out of range
  @Override
  public Backend open(Device device, BackendOptions options) {
    if (!device.equals(DEVICE)) {
      throw new BackendException(
          "backend 'cpu': given device %d, but there is only device 0; use 'cpu'"
              .formatted(device.index()));
    }
    return CpuBackend.open(options);
  }
}
