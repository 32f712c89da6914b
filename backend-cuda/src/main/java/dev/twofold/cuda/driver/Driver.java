package dev.twofold.cuda.driver;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Availability.Reason;
import dev.twofold.spi.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// The driver of this machine: whether it is there, and which devices it shows.
public final class Driver {

  /// The oldest driver that takes PTX 7.0, as it tells its version: CUDA 11.0, driver 450.
  static final int OLDEST = 11000;

  /// The compute capability that the kernels are compiled for, times ten.
  static final int LEAST_CAPABILITY = 75;

  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
  private static final String INSTALL = "install the NVIDIA driver, version 450 or newer";

  private Driver() {}

  /// Looked up once: a library that could not be loaded is not tried again by the JVM either.
  private static final class Found {
    private static final Availability AVAILABILITY = look();
  }

  /// Whether kernels can run here, and on which devices. Loads the driver when first asked.
  public static Availability probe() {
    return Found.AVAILABILITY;
  }

  private static Availability look() {
    try {
      Natives.load();
      return ask(System.getenv());
    } catch (LinkageError e) {
      return missing(e);
    } catch (IOException e) {
      return new Availability.Unavailable(
          Reason.FAILED,
          "the native library could not be unpacked to %s: %s"
              .formatted(System.getProperty("java.io.tmpdir"), firstLine(e)),
          "make room there, or name another folder with -Djava.io.tmpdir",
          e);
    }
  }

  private static Availability missing(LinkageError e) {
    String text = String.valueOf(e.getMessage());
    boolean noDriver = text.contains("libcuda.so") || text.contains("dependent libraries");
    return new Availability.Unavailable(
        Reason.MISSING_DRIVER,
        noDriver
            ? "the NVIDIA driver is not installed (there is no %s)"
                .formatted(String.join(" or ", Natives.lookedFor()))
            : "the driver's library could not be loaded: " + firstLine(e),
        noDriver ? INSTALL : "use 64-bit Linux or Windows on x86, and " + INSTALL,
        e);
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getName());
  }

  /// Asks the loaded driver.
  ///
  /// @param environment the variables of this process
  static Availability ask(Map<String, String> environment) {
    int code = JCudaDriver.cuInit(0);
    int[] version = new int[1];
    JCudaDriver.cuDriverGetVersion(version);
    if (code == CUresult.CUDA_ERROR_NO_DEVICE) {
      return noDevice(environment);
    }
    if (code != CUresult.CUDA_SUCCESS) {
      return new Availability.Unavailable(
          code == CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH ? Reason.INCOMPATIBLE : Reason.FAILED,
          Failure.said(code, "cuInit"),
          "see whether nvidia-smi runs; restart the machine if the driver was just updated");
    }
    if (version[0] < OLDEST) {
      return new Availability.Unavailable(
          Reason.INCOMPATIBLE,
          "the NVIDIA driver is of CUDA %s, but the kernels need %s"
              .formatted(dotted(version[0]), dotted(OLDEST)),
          INSTALL);
    }
    return devices(environment);
  }

  /// The version as people write it, such as `12.4` for 12040.
  static String dotted(int version) {
    return "%d.%d".formatted(version / 1000, version % 1000 / 10);
  }

  private static Availability noDevice(Map<String, String> environment) {
    String visible = environment.get(VISIBLE);
    return visible == null
        ? new Availability.Unavailable(
            Reason.NO_DEVICE,
            "the NVIDIA driver finds no GPU",
            "see whether nvidia-smi lists one; in a container, start it with --gpus all")
        : new Availability.Unavailable(
            Reason.NO_DEVICE,
            "the NVIDIA driver shows no GPU: %s is '%s'".formatted(VISIBLE, visible),
            "unset %s, or give it the numbers of GPUs".formatted(VISIBLE));
  }

  private static Availability devices(Map<String, String> environment) {
    int[] count = new int[1];
    int code = JCudaDriver.cuDeviceGetCount(count);
    if (code != CUresult.CUDA_SUCCESS) {
      return new Availability.Unavailable(
          Reason.FAILED, Failure.said(code, "cuDeviceGetCount"), "see whether nvidia-smi runs");
    }
    List<Device> devices = new ArrayList<>();
    List<String> tooOld = new ArrayList<>();
    for (int index = 0; index < count[0]; index++) {
      DeviceInfo info = DeviceInfo.of(index);
      if (info.capability() >= LEAST_CAPABILITY) {
        devices.add(new Device(index, info.name(), OptionalLong.of(info.memoryBytes())));
      } else {
        tooOld.add(info.describe());
      }
    }
    if (!devices.isEmpty()) {
      return new Availability.Available(devices);
    }
    return tooOld.isEmpty()
        ? noDevice(environment)
        : new Availability.Unavailable(
            Reason.INCOMPATIBLE,
            "the kernels need compute capability 7.5, but there is only " + tooOld,
            "use a GPU of the Turing generation or newer");
  }

  /// The handle of a device.
  static CUdevice device(int index) {
    CUdevice device = new CUdevice();
    int code = JCudaDriver.cuDeviceGet(device, index);
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(code, "cuda:" + index, "cuDeviceGet");
    }
    return device;
  }
}
