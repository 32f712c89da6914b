package dev.twofold.cuda;

import dev.twofold.cuda.driver.Driver;
import dev.twofold.cuda.ptx.ShippedPtx;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;

/// The entry to the CUDA backend, `cuda`: NVIDIA GPUs of compute capability 7.5 and newer, with nothing
/// installed but their driver.
///
/// Options, by the properties of [BackendOptions]: `cuda.math` = `fp32` or `tf32` (exact factors, or
/// factors rounded to 10 bits of fraction for the tensor cores of compute capability 8.0 and newer, in
/// pointwise convolutions and linear layers). For finding faults, `cuda.memory` = `arena` or `apart` (one
/// allocation for all tensors or one for each) and `cuda.launch` = `graph` or `step` (a run as a
/// whole, or kernel by kernel). The system property `twofold.cuda.library` names the driver's library where the system does not find it.
public final class CudaBackendProvider implements BackendProvider {

  /// Made by [java.util.ServiceLoader].
  public CudaBackendProvider() {}

  @Override
  public int spiVersion() {
    return Spi.VERSION;
  }

  @Override
  public String id() {
    return CudaBackend.ID;
  }

  @Override
  public DeviceClass deviceClass() {
    return DeviceClass.ACCELERATOR;
  }

  @Override
  public Availability probe() {
    return Driver.probe();
  }

  /// Opens a GPU.
  ///
  /// @throws BackendException if there is no such device, an option is out of range or not for this
  ///   device, or the driver refuses
  @Override
  public Backend open(Device device, BackendOptions options) {
    return switch (probe()) {
      case Availability.Available available when available.devices().contains(device) ->
          CudaBackend.open(device, options, Steps::of, ShippedPtx.open());
      case Availability.Available available ->
          throw new BackendException(
              "backend 'cuda': given device %d, but there is only %s"
                  .formatted(device.index(), available.devices()));
      case Availability.Unavailable unavailable ->
          throw new BackendException(
              "backend 'cuda': %s; %s".formatted(unavailable.message(), unavailable.remedy()));
    };
  }
}
