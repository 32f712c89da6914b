package dev.twofold.tck;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.spi.Backend;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// The group `contract`, second half: runs, threads, closing, leaks.
final class Lifecycle {

  private static final int THREADS = 8;
  private static final int RUNS = 10;
  private static final int CYCLES = 1000;
  private static final int WARM_CYCLES = 60;
  private static final long HEAP_SLACK = 3_000_000L;

  private final Subject subject;
  private final List<LayerCall> samples;

  Lifecycle(Subject subject, List<Family> families) {
    this.subject = subject;
    this.samples =
        families.stream()
            .map(family ->
                family.calls().stream()
                    .max(Comparator.comparingLong(c -> c.output().shape().elements())))
            .flatMap(Optional::stream)
            .toList();
  }

  List<Check> checks() {
    return List.of(
        new Check("steady-state-runs-allocate-nothing", this::allocation),
        new Check("threads-equal-one", this::threads),
        new Check("close-is-idempotent", this::idempotent),
        new Check("close-waits-for-runs", this::waits),
        new Check("no-leak-over-1000-cycles", this::leaks));
  }

  /// A kernel for one sample call of every family that the backend supports.
  private interface OnKernel {
    void accept(LayerCall call, Support.Yes yes, Kernel kernel) throws Exception;
  }

  private int forSamples(OnKernel action) throws Exception {
    Backend backend = subject.shared();
    int count = 0;
    for (LayerCall call : samples) {
      if (backend.supports(call) instanceof Support.Yes yes) {
        Weights weights = Data.FLOATS.weights(call.layer(), 1);
        try (Kernel kernel = backend.prepare(call, weights)) {
          action.accept(call, yes, kernel);
          count++;
        }
      }
    }
    return count;
  }

  private Outcome counted(int count) {
    return count == 0
        ? Outcome.unsupported("no call of the kit is supported")
        : Outcome.passed(count + " kernels");
  }

  private Outcome allocation() throws Exception {
    return counted(
        forSamples((call, yes, kernel) -> {
          Trial trial = new Trial(call, yes, kernel, Data.FLOATS.inputs(call));
          long bytes =
              Allocations.least(subject.patience(), RUNS, () -> kernel.run(trial.arguments()));
          if (bytes != 0) {
            throw new AssertionError(
                "%s (%s): however often it runs, it allocates on the heap, %d bytes at least"
                    .formatted(Texts.of(call), yes.kernel(), bytes));
          }
        }));
  }

  private Outcome threads() throws Exception {
    return counted(forSamples(Lifecycle::manyThreads));
  }

  private static void manyThreads(LayerCall call, Support.Yes yes, Kernel kernel) throws Exception {
    List<Tensor> expected = new Trial(call, yes, kernel, inputs(call, 0)).run(0);
    CountDownLatch start = new CountDownLatch(1);
    List<Callable<String>> tasks = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      List<Tensor> own = inputs(call, t);
      List<Tensor> alone = t == 0 ? expected : new Trial(call, yes, kernel, own).run(0);
      Trial trial = new Trial(call, yes, kernel, own);
      tasks.add(() -> {
        start.await();
        for (int run = 0; run < 20; run++) {
          List<Tensor> got = trial.run(run);
          for (int i = 0; i < got.size(); i++) {
            if (!near(alone.get(i), got.get(i))) {
              return "run " + run + ", output " + i;
            }
          }
        }
        return "";
      });
    }
    for (String wrong : all(tasks, start)) {
      if (!wrong.isEmpty()) {
        throw new AssertionError(
            "%s (%s): %d threads at once: %s differs from the run alone"
                .formatted(Texts.of(call), yes.kernel(), THREADS, wrong));
      }
    }
  }

  /// Integers, so that a backend without a fixed order of summation is not blamed for it.
  private static List<Tensor> inputs(LayerCall call, int thread) {
    List<Tensor> inputs = Data.INTEGERS.inputs(call);
    return inputs.stream()
        .map(tensor ->
            switch (tensor.type().type()) {
              case INT32 -> tensor;
              case FLOAT32 -> {
                float[] floats = tensor.floats().clone();
                for (int i = 0; i < floats.length; i++) {
                  floats[i] += thread;
                }
                yield Tensor.of(tensor.shape(), floats);
              }
            })
        .toList();
  }

  /// Within what the order of summation may change.
  private static boolean near(Tensor a, Tensor b) {
    if (Trial.sameBits(a, b)) {
      return true;
    }
    for (int i = 0; i < a.shape().elements(); i++) {
      float x = a.floats()[i];
      float y = b.floats()[i];
      boolean same = Float.compare(x, y) == 0 || Math.abs(x - y) <= 1e-4f * (1 + Math.abs(x));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static List<String> all(List<Callable<String>> tasks, CountDownLatch start)
      throws InterruptedException {
    try (ExecutorService executor = Executors.newFixedThreadPool(tasks.size())) {
      List<Future<String>> futures = tasks.stream().map(executor::submit).toList();
      start.countDown();
      List<String> results = new ArrayList<>();
      for (Future<String> future : futures) {
        try {
          results.add(future.get());
        } catch (ExecutionException e) {
          Throwable cause = e.getCause() == null ? e : e.getCause();
          results.add(Texts.of(cause) + " in a thread, whose result");
        }
      }
      return results;
    }
  }

  /// A network of one depthwise and one pointwise convolution.
  static Model network(int channels, int size) {
    GraphBuilder net = Graph.builder("Separable");
    Value x = net.input("x", Shape.nchw(1, channels, size, size));
    Value a = net.add("depthwise", Convolution.depthwise(channels, Window.same(3)), x);
    Value b = net.add("pointwise", Convolution.pointwise(channels, channels).withBias(), a);
    return Networks.model(net.output(b).build(), Data.INTEGERS);
  }

  private Program compile(Model model) {
    return GraphRuns.compile(subject, subject.provider(), model, FallbackPolicy.SILENT);
  }

  private Outcome idempotent() {
    Backend backend = subject.open();
    for (int i = 0; i < 3; i++) {
      try {
        backend.close();
      } catch (RuntimeException e) {
        throw new AssertionError("close(): call %d threw %s".formatted(i + 1, e), e);
      }
    }
    Model model = network(8, 6);
    Program program = compile(model);
    List<Tensor> inputs = GraphRuns.inputs(model, Data.INTEGERS, 1);
    GraphRuns.run(program, inputs);
    program.close();
    program.close();
    try {
      GraphRuns.run(program, inputs);
    } catch (IllegalStateException e) {
      return Outcome.passed("");
    }
    throw new AssertionError("a closed program still runs");
  }

  /// Closed while other threads run it: they finish with the right result, or are told.
  private Outcome waits() throws InterruptedException {
    Model model = network(32, 24);
    List<Tensor> inputs = GraphRuns.inputs(model, Data.INTEGERS, 2);
    SequencedMap<String, Tensor> expected = GraphRuns.defined(model, inputs);
    for (int round = 0; round < 5; round++) {
      Program program = compile(model);
      CountDownLatch start = new CountDownLatch(1);
      AtomicBoolean closing = new AtomicBoolean();
      List<Callable<String>> tasks = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        tasks.add(() -> runUntilClosed(program, inputs, expected, start));
      }
      tasks.add(() -> {
        start.await();
        LockSupport.parkNanos(3_000_000L);
        closing.set(true);
        program.close();
        return "";
      });
      for (String wrong : all(tasks, start)) {
        if (!wrong.isEmpty()) {
          throw new AssertionError("closed while running: " + wrong);
        }
      }
    }
    return Outcome.passed("");
  }

  private static String runUntilClosed(
      Program program,
      List<Tensor> inputs,
      SequencedMap<String, Tensor> expected,
      CountDownLatch start)
      throws InterruptedException {
    start.await();
    try {
      while (true) {
        GraphRuns.expectEqual("run", expected, GraphRuns.run(program, inputs));
      }
    } catch (IllegalStateException e) {
      return "";
    } catch (AssertionError e) {
      return Texts.of(e);
    }
  }

  private Outcome leaks() {
    Model model = network(64, 4);
    List<Tensor> inputs = GraphRuns.inputs(model, Data.INTEGERS, 2);
    cycles(model, inputs, WARM_CYCLES);
    int threads = Machine.threads();
    int files = Machine.openFiles();
    long direct = Machine.directBytes();
    long held = subject.nativeBytes().orElse(0);
    long live = Machine.liveBytes();
    cycles(model, inputs, CYCLES);
    expectNoMore("threads", threads, Machine.threadsSettled(threads), 0);
    expectNoMore("bytes of live objects", live, Machine.liveBytes(), HEAP_SLACK);
    expectNoMore("bytes of direct buffers", direct, Machine.directBytes(), HEAP_SLACK);
    expectNoMore("bytes held outside the heap", held, subject.nativeBytes().orElse(0), 0);
    expectNoMore("open files", files, Machine.openFiles(), 8);
    return Outcome.passed(CYCLES + " cycles of open, compile, run, close");
  }

  private void cycles(Model model, List<Tensor> inputs, int count) {
    for (int i = 0; i < count; i++) {
      try (Program program = compile(model)) {
        GraphRuns.run(program, inputs);
      }
    }
  }

  private static void expectNoMore(String what, long before, long after, long slack) {
    if (after > before + slack) {
      throw new AssertionError(
          "%s: %d before and %d after %d cycles of open, compile, run, close"
              .formatted(what, before, after, CYCLES));
    }
  }
}
