package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Model;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Unsqueeze;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.DeviceClass;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private static final Shape INPUT = Shape.nchw(2, 3, 7, 5);

  private static Backends backends(LoopProvider... providers) {
    return Backends.of(List.of(providers));
  }

  private static float[] run(Backends backends, Model model, Tensor input) {
    try (Program program = backends.compile(model)) {
      return program.run(input).floats();
    }
  }

  /// The network without folding and without fusion: every node alone is what the backend gets when
  /// it refuses epilogues, and normalisations follow an identity so that nothing folds.
  private static Graph unfoldable(Graph graph) {
    GraphBuilder b = Graph.builder(graph.name());
    Map<Value, Value> renewed = new HashMap<>();
    graph.inputs().forEach(in -> renewed.put(in, b.input(in.name(), in.type())));
    graph
        .nodes()
        .forEach(node -> {
          Value[] inputs = node.inputs().stream().map(renewed::get).toArray(Value[]::new);
          Value out = b.add(node.name(), node.layer(), inputs);
          b.output(out);
          renewed.put(node.output(), out);
        });
    graph.outputs().forEach((name, value) -> b.output(name, renewed.get(value)));
    return b.build();
  }

  @Test
  void run_foldedAndFused_equalsEveryNodeAlone() {
    Graph graph = Networks.residual();
    Model model = Networks.model(graph);
    Tensor input = Networks.random(INPUT, 1);
    Model alone = new Model(unfoldable(graph), model.weights());
    try (Program program = backends(LoopProvider.of("a", Layout.NCHW)).compile(alone)) {
      float[] expected = program.run(Map.of("x", input)).get("y").floats();
      for (Layout layout : Layout.values()) {
        float[] got = run(backends(LoopProvider.of("a", layout)), model, input);
        assertArrayEquals(expected, got, 1e-4f);
      }
    }
  }

  @Test
  void plan_residualNetwork_isThreeStepsWithTheirNodes() {
    try (Program program =
        backends(LoopProvider.of("a", Layout.NCHW)).compile(Networks.model(Networks.residual()))) {
      ExecutionPlan plan = program.plan();
      assertEquals(
          List.of(
              List.of("stem", "stem_bn", "stem_relu"),
              List.of("depthwise", "depthwise_bn", "depthwise_relu"),
              List.of("pointwise", "pointwise_bn", "add", "relu")),
          plan.steps().stream().map(ExecutionPlan.Step::nodes).toList());
      assertEquals("loops_2", plan.steps().getLast().kernel());
      assertEquals(List.of(), plan.fallbacks());
      // Alive at once: the stem's output, the depthwise and the pointwise one, 640 elements each,
      // behind what leads to the first cache line.
      assertEquals((12 + 3 * 640) * Float.BYTES, plan.activationBytes());
    }
  }

  @Test
  void run_epiloguesRefused_givesTheSameResult() {
    Model model = Networks.model(Networks.residual());
    Tensor input = Networks.random(INPUT, 1);
    LoopProvider plain = LoopProvider.of("a", Layout.NHWC);
    LoopProvider refusing = plain.accepting(call -> call.epilogue().isEmpty());
    assertArrayEquals(run(backends(plain), model, input), run(backends(refusing), model, input));
  }

  @Test
  void run_nhwcTensors_areReadAndWrittenInTheirOrder() {
    Model model = Networks.model(Networks.residual());
    Tensor input = Networks.random(INPUT, 1);
    Tensor nhwc = Tensor.of(INPUT, Layout.NHWC, new float[input.floats().length]);
    for (int i = 0; i < 2 * 3 * 7 * 5; i++) {
      int w = i % 5;
      int h = i / 5 % 7;
      int c = i / 35 % 3;
      int n = i / 105;
      nhwc.floats()[(int) Layout.NHWC.offset(INPUT, n, c, h, w)] = input.floats()[i];
    }
    try (Program program = backends(LoopProvider.of("a", Layout.NHWC)).compile(model)) {
      Tensor expected = program.run(input);
      Tensor got = Tensor.of(expected.shape(), Layout.NHWC, new float[expected.floats().length]);
      program.run(nhwc, got);
      Shape shape = expected.shape();
      assertEquals(
          expected.floats()[(int) Layout.NCHW.offset(shape, 1, 4, 3, 2)],
          got.floats()[(int) Layout.NHWC.offset(shape, 1, 4, 3, 2)]);
    }
  }

  @Test
  void run_mixedBackends_copiesBetweenOrdersAndReportsThem() {
    Model model = Networks.model(Networks.residual());
    Tensor input = Networks.random(INPUT, 1);
    LoopProvider one =
        LoopProvider.of("one", Layout.NHWC)
            .on(DeviceClass.ACCELERATOR)
            .accepting(call -> !call.node().equals("depthwise"));
    LoopProvider two = LoopProvider.of("two", Layout.NCHW);
    float[] expected = run(backends(LoopProvider.of("a", Layout.NCHW)), model, input);
    try (Program program = backends(two, one).compile(model)) {
      assertArrayEquals(expected, program.run(input).floats());
      assertEquals("one", program.selection().backend());
      assertEquals(
          List.of("one", "runtime", "two", "runtime", "one", "one"),
          program.plan().steps().stream().map(ExecutionPlan.Step::backend).toList());
      assertEquals(
          List.of(new ExecutionPlan.Fallback("depthwise", "two", "not in the mood")),
          program.plan().fallbacks());
    }
  }

  @Test
  void compile_fallbackForbidden_namesNodesAndReasonsAndClosesTheBackend() {
    LoopProvider one =
        LoopProvider.of("one", Layout.NHWC).accepting(call -> !call.node().equals("depthwise"));
    LoopProvider two = LoopProvider.of("two", Layout.NCHW);
    CompileOptions options = CompileOptions.DEFAULTS.withFallback(FallbackPolicy.FORBID);
    Model model = Networks.model(Networks.residual());
    BackendException e =
        assertThrows(BackendException.class, () -> backends(one, two).compile(model, options));
    assertEquals(
        "backend 'one' cannot run 1 nodes of 'Residual' and fallback is forbidden:"
            + " node 'depthwise' (DepthwiseConv2d): not in the mood",
        e.getMessage());
    assertEquals(one.log().opened, one.log().closed);
    assertEquals(0, two.log().opened);
  }

  @Test
  void compile_noBackendKnowsALayer_namesIt() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 2, 3, 3));
    Model model = Networks.model(b.output(b.add("joined", Concat.CHANNELS, x, x)).build());
    BackendException e =
        assertThrows(
            BackendException.class,
            () -> backends(LoopProvider.of("a", Layout.NCHW)).compile(model));
    assertEquals(
        "backend 'a' cannot run 1 nodes of 'Net', nor can any other backend found:"
            + " node 'joined' (Concat): not in the mood",
        e.getMessage());
  }

  @Test
  void run_reinterpretations_moveNoDataButKeepRowMajorOrder() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 2, 2, 3));
    Value y = b.add("pointwise", Convolution.pointwise(2, 2), x);
    Value flat = b.add("flat", Flatten.BATCH, y);
    Value back = b.add("back", Reshape.to(1, 3, 2, 2), flat);
    Value z = b.add("again", Convolution.pointwise(3, 3), back);
    Model model = Networks.model(b.output(z).output("flat", flat).build());
    Tensor input = Networks.random(Shape.nchw(1, 2, 2, 3), 3);
    try (Program nchw = backends(LoopProvider.of("a", Layout.NCHW)).compile(model);
        Program nhwc = backends(LoopProvider.of("a", Layout.NHWC)).compile(model)) {
      Map<String, Tensor> expected = nchw.run(Map.of("x", input));
      Map<String, Tensor> got = nhwc.run(Map.of("x", input));
      assertArrayEquals(expected.get("flat").floats(), got.get("flat").floats());
      assertArrayEquals(expected.get("again").floats(), got.get("again").floats());
      assertEquals(2, nchw.plan().steps().size());
      assertEquals(
          List.of("loops_0", "copy_nhwc_to_nchw", "copy_nchw_to_nhwc", "loops_0"),
          nhwc.plan().steps().stream().map(ExecutionPlan.Step::kernel).toList());
    }
  }

  @Test
  void run_constantsIdentitiesAndPassedOnInputs_arrive() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.of(6));
    Value constant = b.add("anchors", new Constant(Shape.of(3)));
    Value column = b.add("column", new Unsqueeze(List.of(1)), constant);
    Value same = b.add("dropout", Identity.DROPOUT, x);
    Model model = Networks.model(b.output("same", same).output("column", column).build());
    try (Program program = backends(LoopProvider.of("a", Layout.NCHW)).compile(model)) {
      Map<String, Tensor> got = program.run(Map.of("x", Tensor.of(Shape.of(6), 1, 2, 3, 4, 5, 6)));
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, got.get("same").floats());
      assertEquals(Shape.of(3, 1), got.get("column").shape());
      assertArrayEquals(model.weights().get("anchors.value").floats(), got.get("column").floats());
    }
  }

  @Test
  void run_steadyState_allocatesNothing() {
    try (Program program =
        backends(LoopProvider.of("a", Layout.NHWC)).compile(Networks.model(Networks.residual()))) {
      Tensor in = Networks.random(INPUT, 1);
      Tensor out = program.run(in);
      List<Tensor> ins = List.of(in);
      List<Tensor> outs = List.of(out);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      long end = System.nanoTime() + 120_000_000_000L;
      while (least > 0 && System.nanoTime() < end) {
        long before = threads.getCurrentThreadAllocatedBytes();
        program.run(in, out);
        program.run(ins, outs);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(0, least);
    }
  }

  @Test
  void run_eightThreadsOnTwoContexts_allGetTheRightResult() throws Exception {
    CompileOptions options = CompileOptions.DEFAULTS.withConcurrentRuns(2);
    Model model = Networks.model(Networks.residual());
    try (Program program = backends(LoopProvider.of("a", Layout.NHWC)).compile(model, options);
        ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Tensor> inputs = new ArrayList<>();
      List<float[]> expected = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        inputs.add(Networks.random(INPUT, i));
        expected.add(program.run(inputs.get(i)).floats());
      }
      List<Future<float[]>> results = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Tensor input = inputs.get(i % 8);
        results.add(pool.submit(() -> program.run(input).floats()));
      }
      for (int i = 0; i < results.size(); i++) {
        assertArrayEquals(expected.get(i % 8), results.get(i).get());
      }
    }
  }

  @Test
  void close_twice_closesKernelsAndBackendOnceAndRefusesRuns() {
    LoopProvider provider = LoopProvider.of("a", Layout.NHWC);
    Program program = backends(provider).compile(Networks.model(Networks.residual()));
    Tensor input = Networks.random(INPUT, 1);
    program.run(input);
    program.close();
    program.close();
    assertEquals(1, provider.log().closed);
    assertEquals(3, provider.log().kernelsClosed);
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> program.run(input));
    assertEquals("program 'Residual' is closed", e.getMessage());
  }

  @Test
  void close_whileRunning_waitsForTheRun() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    StoppingProvider provider = new StoppingProvider(running, proceed);
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 1, 1, 1));
    Graph graph = b.output(b.add("conv", Convolution.regular(1, 1, Window.of(1)), x)).build();
    Program program =
        Backends.of(List.of(provider))
            .compile(Networks.model(graph), CompileOptions.DEFAULTS.withConcurrentRuns(1));
    Tensor input = Tensor.zeros(x.shape());
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      Future<Tensor> run = pool.submit(() -> program.run(input));
      running.await();
      Future<?> close = pool.submit(program::close);
      assertThrows(IllegalStateException.class, () -> program.run(input));
      assertTrue(!close.isDone() && !provider.closed.get(), "closed under a running kernel");
      proceed.countDown();
      run.get();
      close.get();
      assertTrue(provider.closed.get());
    }
  }

  @Test
  void run_wrongTensors_saysWhichAndTheCure() {
    try (Program program =
        backends(LoopProvider.of("a", Layout.NHWC)).compile(Networks.model(Networks.residual()))) {
      Tensor wrong = Tensor.zeros(Shape.nchw(1, 3, 7, 5));
      assertEquals(
          "input 'x': expected [2, 3, 7, 5], got [1, 3, 7, 5]; compile the graph for that shape"
              + " (withInputShape)",
          assertThrows(IllegalArgumentException.class, () -> program.run(wrong)).getMessage());
      assertEquals(
          "inputs: expected tensors named [x], got [y]",
          assertThrows(IllegalArgumentException.class, () -> program.run(Map.of("y", wrong)))
              .getMessage());
      assertEquals(
          "inputs: expected 1, got 0",
          assertThrows(IllegalArgumentException.class, () -> program.run(List.of(), List.of(wrong)))
              .getMessage());
    }
  }

  @Test
  void collect_programNeverClosed_closesItsBackend() throws Exception {
    LoopProvider provider = LoopProvider.of("a", Layout.NHWC);
    Backends backends = backends(provider);
    backends.compile(Networks.model(Networks.residual())).run(Networks.random(INPUT, 1));
    for (int i = 0; i < 200 && provider.log().closed == 0; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertEquals(1, provider.log().closed);
  }
}
