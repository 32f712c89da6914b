package dev.twofold.cuda.driver;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// Memory of the host that stays where it is, which devices copy from and to on their own.
public final class PinnedBuffer extends Resource {

  private final HostAddress address;
  private final MemorySegment segment;

  @SuppressWarnings("restricted") // the length is what the driver was asked for
  private PinnedBuffer(Context context, HostAddress address, long bytes) {
    super(
        context,
        "pinned memory of %d bytes".formatted(bytes),
        () -> JCudaDriver.cuMemFreeHost(address));
    this.address = address;
    this.segment = MemorySegment.ofAddress(address.value()).reinterpret(bytes);
  }

  /// Allocates memory with any content.
  ///
  /// @throws dev.twofold.spi.BackendException if there is not enough
  static PinnedBuffer allocate(Context context, long bytes) {
    context.use();
    HostAddress address = new HostAddress();
    int code = JCudaDriver.cuMemHostAlloc(address, Math.max(bytes, 1), 0);
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(code, context.name(), "cuMemHostAlloc of %d bytes".formatted(bytes));
    }
    return new PinnedBuffer(context, address, bytes);
  }

  /// The memory itself, not to be touched when this is closed.
  public MemorySegment segment() {
    context();
    return segment;
  }

  /// A place in this buffer.
  Pointer at(long offset) {
    return address.withByteOffset(offset);
  }
}
