package dev.twofold.cuda.driver;

import jcuda.driver.JCudaDriver;

/// An open device: what everything else is made by. What it made may be closed before it or after it.
public final class Gpu implements AutoCloseable {

  private final DeviceInfo info;
  private final Context context;
  private boolean closed;

  private Gpu(DeviceInfo info, Context context) {
    this.info = info;
    this.context = context;
  }

  /// Memory of a device.
  ///
  /// @param freeBytes what nobody has allocated, in bytes
  /// @param totalBytes all of it, in bytes
  public record Memory(long freeBytes, long totalBytes) {}

  /// Opens a device that [Driver#probe()] listed.
  ///
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public static Gpu open(int index) {
    DeviceInfo info = DeviceInfo.of(index);
    return new Gpu(info, Context.of(info));
  }

  /// What the device says of itself.
  public DeviceInfo info() {
    return info;
  }

  /// How much memory there is now.
  ///
  /// @throws dev.twofold.spi.BackendException if the device is lost
  public Memory memory() {
    Context used = context();
    used.use();
    long[] free = new long[1];
    long[] total = new long[1];
    used.check(JCudaDriver.cuMemGetInfo(free, total), "cuMemGetInfo");
    return new Memory(free[0], total[0]);
  }

  /// Memory of the device, of this many bytes, with any content.
  ///
  /// @throws dev.twofold.spi.BackendException if there is not enough
  public DeviceBuffer allocate(long bytes) {
    return DeviceBuffer.allocate(context(), bytes);
  }

  /// Pinned memory of the host, of this many bytes, with any content.
  ///
  /// @throws dev.twofold.spi.BackendException if there is not enough
  public PinnedBuffer pin(long bytes) {
    return PinnedBuffer.allocate(context(), bytes);
  }

  /// A stream.
  ///
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public Stream stream() {
    return Stream.create(context());
  }

  /// A point in time.
  ///
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public Timestamp timestamp() {
    return Timestamp.create(context());
  }

  /// Kernels.
  ///
  /// @param name for messages
  /// @param ptx their text
  /// @throws dev.twofold.spi.BackendException if the driver cannot translate them
  public PtxModule load(String name, String ptx) {
    return PtxModule.load(context(), name, ptx);
  }

  private synchronized Context context() {
    if (closed) {
      throw new IllegalStateException(context.name() + " is closed");
    }
    return context;
  }

  /// Lets go of the device. Does nothing when called again.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      context.release();
    }
  }
}
