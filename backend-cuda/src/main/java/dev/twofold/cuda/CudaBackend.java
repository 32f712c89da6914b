package dev.twofold.cuda;

import dev.twofold.cuda.driver.Gpu;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Precision;
import dev.twofold.cuda.plan.PtxSource;
import dev.twofold.cuda.plan.StepSelection;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.Device;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// An open GPU. A single layer and a whole part of a graph take the same way: steps, a plan, a program.
final class CudaBackend implements Backend {

  static final String ID = "cuda";

  private final Device device;
  private final Engine engine;

  private CudaBackend(Device device, Engine engine) {
    this.device = device;
    this.engine = engine;
  }

  /// Opens a device.
  ///
  /// @param selection makes the choice of kernels for a kind of device
  /// @throws BackendException if an option is out of range or not for this device, or the driver refuses
  static CudaBackend open(
      Device device,
      BackendOptions options,
      Function<DeviceTraits, StepSelection> selection,
      PtxSource source) {
    Settings settings = Settings.of(options);
    Gpu gpu = Gpu.open(device.index());
    try {
      settings.check(gpu.info());
    } catch (BackendException e) {
      gpu.close();
      throw e;
    }
    DeviceTraits traits = new DeviceTraits(gpu.info().multiprocessors(), settings.precision());
    KernelLibrary library = new KernelLibrary(gpu, source);
    return new CudaBackend(device, new Engine(gpu, library, selection.apply(traits), settings));
  }

  @Override
  public BackendInfo info() {
    boolean rounds = engine.settings().precision() == Precision.TF32;
    String description = engine.gpu().info().describe() + (rounds ? ", products in TF32" : "");
    return new BackendInfo(ID, device, description, true);
  }

  @Override
  public Support supports(LayerCall call) {
    return engine.selection().supports(call);
  }

  @Override
  public Kernel prepare(LayerCall call, Weights weights) {
    return switch (supports(call)) {
      case Support.No(String reason) ->
          throw new BackendException("node '%s': %s".formatted(call.node(), reason));
      case Support.Yes yes -> prepare(call, weights, yes);
    };
  }

  private Kernel prepare(LayerCall call, Weights weights, Support.Yes yes) {
    List<Value> inputs = values("input", call.inputs());
    List<Value> outputs = values("output", call.outputs());
    Part part =
        new Part(
            yes.kernel(),
            inputs,
            outputs,
            yes.inputs(),
            yes.outputs(),
            () -> engine.selection().step(call, weights));
    DevicePlanner.Task task =
        new DevicePlanner.Task(
            inputs, yes.inputs(), outputs, yes.outputs(), List.of(part), Map.of(), Map.of());
    return CudaKernel.of(engine, DevicePlanner.plan(engine.selection(), task));
  }

  private static List<Value> values(String name, List<TensorType> types) {
    List<Value> values = new ArrayList<>();
    types.forEach(type -> values.add(new Value(name + values.size(), type)));
    return values;
  }

  @Override
  public Optional<GraphCompiler> graphCompiler() {
    return Optional.of(new CudaCompiler(engine));
  }

  @Override
  public void close() {
    engine.library().close();
    engine.gpu().close();
  }
}
