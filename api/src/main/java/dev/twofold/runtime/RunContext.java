package dev.twofold.runtime;

import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The memory of one run at a time: arenas with scratch memory, and every step's arguments in them.
final class RunContext {

  private final Kernel[] kernels;
  private final Arguments[] arguments;
  private final Port[] inputs;
  private final Port[] outputs;
  private final LayoutCopy copies;
  private final Observer observer;
  private final RunEvent event = new RunEvent();
  private long started;

  RunContext(ProgramPlan plan, Observer observer) {
    this.copies = plan.copies();
    this.observer = observer;
    event.model = observer.model();
    event.backend = observer.backend();
    float[] floats = new float[plan.arena()];
    int[] ints = new int[plan.ints()];
    kernels = plan.steps().stream().map(Step::kernel).toArray(Kernel[]::new);
    Map<Buffer.Block, List<TensorView>> views = new HashMap<>();
    Function<Buffer, TensorView> view =
        buffer -> {
          TensorView made = buffer.view(floats, ints);
          views.computeIfAbsent(buffer.block(), _ -> new ArrayList<>()).add(made);
          return made;
        };
    arguments =
        plan.steps().stream()
            .map(step ->
                new Arguments(
                    step.inputs().stream().map(view).toList(),
                    step.outputs().stream().map(view).toList(),
                    floats,
                    plan.workspaceOffset()))
            .toArray(Arguments[]::new);
    // Only the first port of a block moves its views; what else enters or leaves there follows it.
    Set<Buffer.Block> owned = new HashSet<>();
    Function<Buffer, Port> port =
        buffer -> {
          boolean owns = buffer.block().constant == null && owned.add(buffer.block());
          TensorView home = owns ? buffer.view(floats, ints) : view.apply(buffer);
          return new Port(
              home, views.computeIfAbsent(buffer.block(), _ -> new ArrayList<>()), owns);
        };
    inputs = plan.inputs().stream().map(port).toArray(Port[]::new);
    outputs = plan.outputs().stream().map(port).toArray(Port[]::new);
  }

  /// Notes that a run begins. Where nobody records or listens this does nothing.
  void begin() {
    event.begin();
    if (observer.listens()) {
      started = System.nanoTime();
    }
  }

  /// Notes that a run has ended well.
  void end() {
    record(false);
    if (observer.listens()) {
      observer.ran(System.nanoTime() - started);
    }
  }

  /// Notes that a run has failed.
  void fail(Throwable cause) {
    record(true);
    observer.failed(cause);
  }

  private void record(boolean failed) {
    event.end();
    if (event.shouldCommit()) {
      event.failed = failed;
      event.commit();
    }
  }

  /// Takes an input of the program.
  void load(int index, Tensor tensor) {
    Port port = inputs[index];
    if (!port.connects(tensor)) {
      copies.load(tensor, port.home());
    }
  }

  /// Takes what an output of the program is to be written to, after all inputs.
  void prepare(int index, Tensor tensor) {
    if (!isShared(inputs, tensor) && !isShared(outputs, tensor)) {
      outputs[index].connects(tensor);
    }
  }

  private static boolean isShared(Port[] ports, Tensor tensor) {
    for (Port port : ports) {
      if (port.shares(tensor)) {
        return true;
      }
    }
    return false;
  }

  /// Runs all steps.
  void run() {
    for (int i = 0; i < kernels.length; i++) {
      kernels[i].run(arguments[i]);
    }
  }

  /// Runs all steps.
  ///
  /// @param nanos receives the time of each, in nanoseconds
  void runTimed(long[] nanos) {
    long start = System.nanoTime();
    for (int i = 0; i < kernels.length; i++) {
      kernels[i].run(arguments[i]);
      long end = System.nanoTime();
      nanos[i] = end - start;
      start = end;
    }
  }

  /// Gives an output of the program back.
  void store(int index, Tensor tensor) {
    Port port = outputs[index];
    if (!port.isConnected()) {
      copies.store(port.home(), tensor);
    }
  }

  /// Lets go of the caller's tensors.
  void clear() {
    for (Port port : inputs) {
      port.disconnect();
    }
    for (Port port : outputs) {
      port.disconnect();
    }
  }
}
