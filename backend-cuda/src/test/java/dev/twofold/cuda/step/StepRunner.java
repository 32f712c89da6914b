package dev.twofold.cuda.step;

import dev.twofold.cuda.driver.DeviceBuffer;
import dev.twofold.cuda.driver.Driver;
import dev.twofold.cuda.driver.Extent;
import dev.twofold.cuda.driver.Gpu;
import dev.twofold.cuda.driver.Parameters;
import dev.twofold.cuda.driver.PinnedBuffer;
import dev.twofold.cuda.driver.PtxModule;
import dev.twofold.cuda.driver.Stream;
import dev.twofold.cuda.plan.Constants;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.Launch;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.ptx.ShippedPtx;
import dev.twofold.spi.Availability;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Runs single steps on device 0, every tensor in an allocation of its own, so that nothing can be read or
/// written beside it unseen.
final class StepRunner implements AutoCloseable {

  private final Gpu gpu;
  private final Stream stream;
  private final ShippedPtx ptx = ShippedPtx.open();
  private final Map<String, PtxModule> modules = new HashMap<>();
  private final Set<String> launched = new TreeSet<>();

  /// Opens the device.
  StepRunner() {
    if (Driver.probe() instanceof Availability.Unavailable missing) {
      throw new AssertionError(missing);
    }
    gpu = Gpu.open(0);
    stream = gpu.stream();
  }

  /// The device's compute capability times ten, such as 90.
  int capability() {
    return gpu.info().capability();
  }

  /// The kernels that ran so far.
  Set<String> launched() {
    return launched;
  }

  /// What a step computes.
  ///
  /// @param inputs in the memory order that the step wants
  /// @param elements how many floats the output has
  float[] run(DeviceStep step, List<float[]> inputs, int elements) {
    List<DeviceBuffer> held = new ArrayList<>();
    try {
      List<DeviceBuffer> in = inputs.stream().map(data -> uploaded(data, held)).toList();
      List<DeviceBuffer> constants =
          step.constants().stream()
              .map(data -> uploaded(((Constants.Floats) data).data(), held))
              .toList();
      DeviceBuffer scratch = allocated(step.scratchBytes(), held);
      DeviceBuffer output = allocated((long) elements * Float.BYTES, held);
      for (Launch launch : step.launches()) {
        Parameters parameters = new Parameters();
        for (Operand operand : launch.operands()) {
          add(parameters, operand, in, constants, scratch, output);
        }
        launch(launch, parameters);
      }
      return downloaded(output, elements);
    } finally {
      held.forEach(DeviceBuffer::close);
    }
  }

  private static void add(
      Parameters parameters,
      Operand operand,
      List<DeviceBuffer> in,
      List<DeviceBuffer> constants,
      DeviceBuffer scratch,
      DeviceBuffer output) {
    switch (operand) {
      case Operand.Input(int i) -> parameters.address(in.get(i).address());
      case Operand.Output _ -> parameters.address(output.address());
      case Operand.Const(int i) -> parameters.address(constants.get(i).address());
      case Operand.Scratch(long offset) -> parameters.address(scratch.address() + offset);
      case Operand.Fault fault -> throw new AssertionError("no step here has a fault: " + fault);
      case Operand.Null _ -> parameters.address(0);
      case Operand.Int32(int value) -> parameters.int32(value);
      case Operand.Int64(long value) -> parameters.int64(value);
      case Operand.Float32(float value) -> parameters.float32(value);
    }
  }

  private void launch(Launch launch, Parameters parameters) {
    String file = ptx.file(launch.kernel());
    PtxModule module = modules.computeIfAbsent(file, name -> gpu.load(name, ptx.text(name)));
    launched.add(launch.kernel());
    stream.launch(
        module.function(launch.kernel()),
        new Extent(launch.grid().x(), launch.grid().y(), launch.grid().z()),
        new Extent(launch.block().x(), launch.block().y(), launch.block().z()),
        launch.sharedBytes(),
        parameters);
  }

  private DeviceBuffer uploaded(float[] data, List<DeviceBuffer> held) {
    DeviceBuffer buffer = allocated((long) data.length * Float.BYTES, held);
    buffer.upload(0, data);
    return buffer;
  }

  private DeviceBuffer allocated(long bytes, List<DeviceBuffer> held) {
    DeviceBuffer buffer = gpu.allocate(bytes);
    held.add(buffer);
    return buffer;
  }

  private float[] downloaded(DeviceBuffer output, int elements) {
    long bytes = (long) elements * Float.BYTES;
    try (PinnedBuffer host = gpu.pin(bytes)) {
      stream.download(output, 0, host, 0, bytes);
      stream.await();
      return host.segment().asSlice(0, bytes).toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  @Override
  public void close() {
    modules.values().forEach(PtxModule::close);
    stream.close();
    gpu.close();
  }
}
