package dev.twofold.cuda.driver;

import dev.twofold.spi.BackendException;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// Memory of a device.
public final class DeviceBuffer extends Resource {

  private final Address address;
  private final long bytes;

  private DeviceBuffer(Context context, Address address, long bytes) {
    super(
        context,
        "device memory of %d bytes".formatted(bytes),
        () -> JCudaDriver.cuMemFree(address));
    this.address = address;
    this.bytes = bytes;
  }

  /// Allocates memory with any content.
  ///
  /// @throws BackendException if there is not enough; it names need and free
  static DeviceBuffer allocate(Context context, long bytes) {
    context.use();
    Address address = new Address();
    int code = JCudaDriver.cuMemAlloc(address, Math.max(bytes, 1));
    if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      long[] free = new long[1];
      long[] total = new long[1];
      JCudaDriver.cuMemGetInfo(free, total);
      throw new BackendException(
          "%s: %d bytes of device memory are needed, %d of %d are free; use a smaller batch or input,"
                  .formatted(context.name(), bytes, free[0], total[0])
              + " or close other programs");
    }
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(code, context.name(), "cuMemAlloc of %d bytes".formatted(bytes));
    }
    return new DeviceBuffer(context, address, bytes);
  }

  /// The size in bytes.
  public long bytes() {
    return bytes;
  }

  /// The address of the first byte, a multiple of 256.
  public long address() {
    return address.value();
  }

  /// A place in this buffer.
  CUdeviceptr at(long offset) {
    return address.withByteOffset(offset);
  }

  /// Copies floats to this buffer and waits for it.
  ///
  /// @param offset where to, in bytes
  /// @throws BackendException if the device fails
  public void upload(long offset, float[] data) {
    upload(offset, Pointer.to(data), (long) data.length * Float.BYTES);
  }

  /// Copies integers to this buffer and waits for it.
  ///
  /// @param offset where to, in bytes
  /// @throws BackendException if the device fails
  public void upload(long offset, int[] data) {
    upload(offset, Pointer.to(data), (long) data.length * Integer.BYTES);
  }

  private void upload(long offset, Pointer from, long length) {
    if (offset < 0 || length > bytes - offset) {
      throw new IndexOutOfBoundsException(
          "upload of %d bytes to %d of a buffer of %d".formatted(length, offset, bytes));
    }
    Context context = context();
    context.use();
    int code = JCudaDriver.cuMemcpyHtoD(at(offset), from, length);
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(code, context.name(), "cuMemcpyHtoD of %d bytes".formatted(length));
    }
  }
}
