package dev.twofold.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// Kernels that the driver has translated for a device.
public final class PtxModule extends Resource {

  private final String name;
  private final CUmodule module;

  private PtxModule(Context context, String name, CUmodule module) {
    super(context, "module '%s'".formatted(name), () -> JCudaDriver.cuModuleUnload(module));
    this.name = name;
    this.module = module;
  }

  /// Translates PTX.
  ///
  /// @throws dev.twofold.spi.BackendException if the driver cannot
  static PtxModule load(Context context, String name, String ptx) {
    context.use();
    byte[] text = ptx.getBytes(StandardCharsets.US_ASCII);
    // Out of the heap, so that no array holds the collector back while the driver translates; with
    // a zero behind it, where the driver stops.
    ByteBuffer image = ByteBuffer.allocateDirect(text.length + 1).put(text).put((byte) 0).flip();
    CUmodule module = new CUmodule();
    int code =
        JCudaDriver.cuModuleLoadDataEx(
            module, Pointer.to(image), 0, new int[0], Pointer.to(new int[0]));
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(
          code,
          context.name(),
          "cuModuleLoadDataEx of '%s' (%d bytes of PTX)".formatted(name, text.length));
    }
    return new PtxModule(context, name, module);
  }

  /// A kernel of this module.
  ///
  /// @throws dev.twofold.spi.BackendException if there is none of that name
  public KernelFunction function(String entry) {
    Context context = context();
    context.use();
    CUfunction function = new CUfunction();
    int code = JCudaDriver.cuModuleGetFunction(function, module, entry);
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(
          code, context.name(), "cuModuleGetFunction of '%s' in '%s'".formatted(entry, name));
    }
    return new KernelFunction(entry, function, this);
  }
}
