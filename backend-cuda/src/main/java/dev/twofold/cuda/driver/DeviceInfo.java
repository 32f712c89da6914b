package dev.twofold.cuda.driver;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// What a device says of itself.
///
/// @param index its number, as in `cuda:1`
/// @param name what it is, for people
/// @param memoryBytes its memory in bytes
/// @param capability its compute capability times ten, such as 75
/// @param multiprocessors the number of its multiprocessors
/// @param sharedBytes the most shared memory that a block may use, in bytes, when it opts in
public record DeviceInfo(
    int index,
    String name,
    long memoryBytes,
    int capability,
    int multiprocessors,
    int sharedBytes) {

  private static final int NAME = 256;

  /// Asks the driver, which must be there.
  ///
  /// @throws dev.twofold.spi.BackendException if there is no such device
  static DeviceInfo of(int index) {
    CUdevice device = Driver.device(index);
    byte[] name = new byte[NAME];
    check(JCudaDriver.cuDeviceGetName(name, NAME, device), index, "cuDeviceGetName");
    long[] memory = new long[1];
    check(JCudaDriver.cuDeviceTotalMem(memory, device), index, "cuDeviceTotalMem");
    int major =
        attribute(device, index, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
    int minor =
        attribute(device, index, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    return new DeviceInfo(
        index,
        text(name),
        memory[0],
        10 * major + minor,
        attribute(device, index, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        attribute(
            device,
            index,
            CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN));
  }

  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
  }

  private static int attribute(CUdevice device, int index, int attribute) {
    int[] value = new int[1];
    check(
        JCudaDriver.cuDeviceGetAttribute(value, attribute, device),
        index,
        "cuDeviceGetAttribute " + attribute);
    return value[0];
  }

  private static void check(int code, int index, String call) {
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(code, "cuda:" + index, call);
    }
  }

  /// Name and compute capability, such as `NVIDIA H100 (compute capability 9.0)`.
  public String describe() {
    return "%s (compute capability %d.%d)".formatted(name, capability / 10, capability % 10);
  }
}
