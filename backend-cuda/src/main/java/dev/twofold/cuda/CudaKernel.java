package dev.twofold.cuda;

import dev.twofold.cuda.plan.Constants;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program on the device: a part of a graph, or a layer.
final class CudaKernel implements Kernel {

  private static final Logger log = LoggerFactory.getLogger("dev.twofold.backend.cuda");

  private final DeviceMemory constants;
  private final RunPool runs;
  private final long weightBytes;

  private CudaKernel(DeviceMemory constants, RunPool runs, long weightBytes) {
    this.constants = constants;
    this.runs = runs;
    this.weightBytes = weightBytes;
  }

  /// Uploads the constants, allocates the memory of a run, and records it.
  ///
  /// @throws dev.twofold.spi.BackendException if the device fails or has not enough memory; nothing
  ///   is held then
  static CudaKernel of(Engine engine, DevicePlan plan) {
    log.debug(
        "{} steps in {} bytes, {} bytes of constants: {}",
        plan.operations().size(),
        plan.arenaBytes(),
        plan.constantBytes(),
        plan.kernels());
    DeviceMemory constants =
        DeviceMemory.of(
            engine.gpu(),
            plan.uploads().stream().map(Upload::region).toList(),
            plan.constantBytes(),
            engine.settings().apart());
    try {
      plan.uploads().forEach(upload -> upload(upload, constants));
      RunPool runs = new RunPool(() -> DeviceRun.of(engine, plan, constants));
      return new CudaKernel(constants, runs, plan.constantBytes());
    } catch (RuntimeException e) {
      constants.close();
      throw e;
    }
  }

  /// Copies a constant to where it lies on the device.
  static void upload(Upload upload, DeviceMemory constants) {
    Span to = constants.span(upload.region());
    switch (upload.data()) {
      case Constants.Floats(float[] data) -> to.buffer().upload(to.offset(), data);
      case Constants.Ints(int[] data) -> to.buffer().upload(to.offset(), data);
    }
  }

  @Override
  public void run(Arguments arguments) {
    runs.run(arguments);
  }

  @Override
  public long weightBytes() {
    return weightBytes;
  }

  @Override
  public void close() {
    runs.close();
    constants.close();
  }
}
