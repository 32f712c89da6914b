package dev.twofold.runtime;

import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Tensor;
import java.util.List;

/// The memory of one run at a time: arenas, scratch memory, and every step's arguments in them.
final class RunContext {

  private final Kernel[] kernels;
  private final Arguments[] arguments;
  private final TensorView[] inputs;
  private final TensorView[] outputs;
  private final LayoutCopy copies;
  private final Observer observer;
  private final RunEvent event = new RunEvent();
  private long started;

  RunContext(ProgramPlan plan, Observer observer) {
    this.copies = plan.copies();
    this.observer = observer;
    event.model = observer.model();
    event.backend = observer.backend();
    float[] floats = new float[plan.floats()];
    int[] ints = new int[plan.ints()];
    float[] workspace = new float[plan.workspace()];
    kernels = plan.steps().stream().map(Step::kernel).toArray(Kernel[]::new);
    arguments =
        plan.steps().stream()
            .map(step ->
                new Arguments(
                    views(step.inputs(), floats, ints),
                    views(step.outputs(), floats, ints),
                    workspace))
            .toArray(Arguments[]::new);
    inputs = views(plan.inputs(), floats, ints).toArray(TensorView[]::new);
    outputs = views(plan.outputs(), floats, ints).toArray(TensorView[]::new);
  }

  private static List<TensorView> views(List<Buffer> buffers, float[] floats, int[] ints) {
    return buffers.stream().map(buffer -> buffer.view(floats, ints)).toList();
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

  /// Copies an input of the program in.
  void load(int index, Tensor tensor) {
    copies.load(tensor, inputs[index]);
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

  /// Copies an output of the program out.
  void store(int index, Tensor tensor) {
    copies.store(outputs[index], tensor);
  }
}
