package dev.twofold.cuda.driver;

import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// A kernel that can be launched as long as its module is open.
public final class KernelFunction {

  /*
   * More than this a kernel has to ask for before it is launched.
   */
  private static final int USUAL_SHARED_BYTES = 48 * 1024;

  private final String entry;
  private final CUfunction handle;
  private final PtxModule module;

  KernelFunction(String entry, CUfunction handle, PtxModule module) {
    this.entry = entry;
    this.handle = handle;
    this.module = module;
  }

  /// Its name.
  public String entry() {
    return entry;
  }

  /// The driver's handle.
  CUfunction handle() {
    module.context();
    return handle;
  }

  /// Makes launches with this much dynamic shared memory possible, in bytes.
  ///
  /// @throws dev.twofold.spi.BackendException if the device has not so much
  public void allowShared(int bytes) {
    if (bytes <= USUAL_SHARED_BYTES) {
      return;
    }
    Context context = module.context();
    context.use();
    int code =
        JCudaDriver.cuFuncSetAttribute(
            handle, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes);
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(
          code,
          context.name(),
          "cuFuncSetAttribute of '%s' to %d bytes of shared memory".formatted(entry, bytes));
    }
  }
}
