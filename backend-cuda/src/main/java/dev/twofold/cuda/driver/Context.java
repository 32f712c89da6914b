package dev.twofold.cuda.driver;

import java.util.concurrent.atomic.AtomicInteger;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// A device's primary context, which everybody in the process shares, as long as someone here uses it.
final class Context {

  /*
   * Each resource counts as a user, not only the GPU that made it: whatever order they are closed or
   * collected in, the context outlives them.
   */

  private final String name;
  private final CUdevice device;
  private final CUcontext handle;
  private final AtomicInteger users = new AtomicInteger(1);

  private Context(String name, CUdevice device, CUcontext handle) {
    this.name = name;
    this.device = device;
    this.handle = handle;
  }

  /// Retains the primary context of a device, with one user.
  static Context of(DeviceInfo info) {
    String name = "cuda:%d (%s)".formatted(info.index(), info.name());
    CUdevice device = Driver.device(info.index());
    CUcontext handle = new CUcontext();
    int code = JCudaDriver.cuDevicePrimaryCtxRetain(handle, device);
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(code, name, "cuDevicePrimaryCtxRetain");
    }
    return new Context(name, device, handle);
  }

  /// The device, for messages.
  String name() {
    return name;
  }

  /// Makes this the calling thread's context, which it stays: it is the one that others use as well.
  void use() {
    check(JCudaDriver.cuCtxSetCurrent(handle), "cuCtxSetCurrent");
  }

  /// Throws if a call failed. For calls whose text costs nothing.
  void check(int code, String call) {
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(code, name, call);
    }
  }

  void retain() {
    users.incrementAndGet();
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
  }
}
