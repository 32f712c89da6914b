package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.models.Models;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Programs in every way that they can be run.
@Tag("gpu")
class ProgramsOnCudaTest {

  @BeforeAll
  static void load() {
    TestDriver.load();
  }

  private static Model small() {
    return Compiled.model(Models.graph("mobilenet-v2:width=0.35", Shape.parse("1x3x32x32")));
  }

  @Test
  void run_graphStepwiseAndApart_giveTheSameBits() {
    Model model = small();
    List<Tensor> inputs = Compiled.inputs(model.graph(), 5);
    List<float[]> results = new ArrayList<>();
    for (Map<String, String> properties :
        List.of(
            Map.<String, String>of(),
            Map.of(Settings.LAUNCH, "step"),
            Map.of(Settings.MEMORY, "apart"),
            Map.of(Settings.LAUNCH, "step", Settings.MEMORY, "apart"))) {
      try (Program program = Compiled.on("cuda", model, properties)) {
        for (int run = 0; run < 2; run++) {
          results.add(Compiled.run(program, inputs).getFirst().floats());
        }
      }
    }
    results.forEach(result -> assertArrayEquals(results.getFirst(), result));
  }

  @Test
  void run_otherInputs_leavesNothingOfTheOnesBefore() {
    Model model = small();
    List<Tensor> first = Compiled.inputs(model.graph(), 1);
    List<Tensor> second = Compiled.inputs(model.graph(), 2);
    try (Program program = Compiled.onCuda(model)) {
      float[] alone = Compiled.run(program, first).getFirst().floats();
      float[] other = Compiled.run(program, second).getFirst().floats();
      assertFalse(Arrays.equals(alone, other));
      assertArrayEquals(alone, Compiled.run(program, first).getFirst().floats());
    }
  }

  @Test
  void run_twoProgramsOnTwoThreads_areAsAlone() throws Exception {
    List<Model> models =
        List.of(
            small(), Compiled.model(Models.graph("segnet-separable", Shape.parse("1x3x32x32"))));
    List<Callable<Boolean>> tasks = new ArrayList<>();
    List<Program> programs = new ArrayList<>();
    for (Model model : models) {
      List<Tensor> inputs = Compiled.inputs(model.graph(), 4);
      Program program = Compiled.onCuda(model);
      programs.add(program);
      float[] alone = Compiled.run(program, inputs).getFirst().floats();
      tasks.add(() -> {
        for (int run = 0; run < 5; run++) {
          assertArrayEquals(alone, Compiled.run(program, inputs).getFirst().floats());
        }
        return true;
      });
    }
    assertAll(tasks);
    programs.forEach(Program::close);
  }

  /// More threads than there is memory for runs at the same time.
  @Test
  void run_oneProgramOnManyThreads_isAsAlone() throws Exception {
    Model model = small();
    try (Program program = Compiled.onCuda(model)) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int thread = 0; thread < 6; thread++) {
        List<Tensor> inputs = Compiled.inputs(model.graph(), thread);
        float[] alone = Compiled.run(program, inputs).getFirst().floats();
        tasks.add(() -> {
          for (int run = 0; run < 3; run++) {
            assertArrayEquals(alone, Compiled.run(program, inputs).getFirst().floats());
          }
          return true;
        });
      }
      assertAll(tasks);
    }
  }

  /// Work is recorded on one thread while another allocates, uploads and runs.
  @Test
  void compile_onManyThreadsAtOnce_isAsAlone() throws Exception {
    Model model = small();
    List<Tensor> inputs = Compiled.inputs(model.graph(), 6);
    float[] alone;
    try (Program program = Compiled.onCuda(model)) {
      alone = Compiled.run(program, inputs).getFirst().floats();
    }
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      tasks.add(() -> {
        for (int cycle = 0; cycle < 3; cycle++) {
          try (Program program = Compiled.onCuda(model)) {
            assertArrayEquals(alone, Compiled.run(program, inputs).getFirst().floats());
          }
        }
        return true;
      });
    }
    assertAll(tasks);
  }

  private static void assertAll(List<Callable<Boolean>> tasks) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(tasks.size())) {
      for (Future<Boolean> done : executor.invokeAll(tasks)) {
        assertTrue(done.get());
      }
    }
  }

  @Test
  void run_severalInputsAndOutputs_ofSeveralTypesAndRanks() {
    GraphBuilder builder = Graph.builder("mixed");
    Value x = builder.input("x", Shape.nchw(2, 7, 5, 3));
    Value bias = builder.input("bias", Shape.of(7, 1, 1));
    Value a = builder.add("conv", Convolution.depthwise(7, Window.same(3)), x);
    Value b = builder.add("add", Elementwise.ADD, a, bias);
    Value flat = builder.add("flat", new Flatten(1), b);
    Value relu = builder.add("relu", Activation.RELU, flat);
    builder.output("image", b);
    builder.output("flat", relu);
    builder.output("class", builder.add("class", new ArgMax(1, true, false), relu));
    Model model = Compiled.model(builder.build());
    List<Tensor> inputs = Compiled.inputs(model.graph(), 8);
    try (Program cuda = Compiled.onCuda(model);
        Program reference = Compiled.on("reference", model, Map.of())) {
      assertEquals(1, cuda.plan().steps().size(), cuda.plan().toString());
      List<Tensor> expected = Compiled.run(reference, inputs);
      List<Tensor> got = Compiled.run(cuda, inputs);
      assertArrayEquals(expected.get(0).floats(), got.get(0).floats(), 1e-5f);
      assertArrayEquals(expected.get(1).floats(), got.get(1).floats(), 1e-5f);
      assertArrayEquals(expected.get(2).ints(), got.get(2).ints());
    }
  }

  /// Indices that come from outside, in a program with another unpooling whose indices are right.
  @Test
  void run_indicesBeyondThePlane_namesTheNodeAndRunsOn() {
    GraphBuilder builder = Graph.builder("unpooled");
    Value x = builder.input("x", Shape.nchw(1, 5, 6, 6));
    Value indices = builder.input("indices", TensorType.int32(Shape.nchw(1, 5, 3, 3)));
    Window half = Window.of(2).withStride(2);
    Node pool = builder.call("pool", Pool2d.maxWithIndices(half), x);
    MaxUnpool2d back = MaxUnpool2d.to(half, x.shape());
    Value own = builder.add("own", back, pool.output(), pool.outputs().get(1));
    Value given = builder.add("given", back, pool.output(), indices);
    builder.output(builder.add("sum", Elementwise.ADD, own, given));
    Model model = Compiled.model(builder.build());
    List<Tensor> inputs = List.of(Tensor.zeros(x.type()), Tensor.zeros(indices.type()));
    Arrays.fill(inputs.getFirst().floats(), 3);
    try (Program program = Compiled.onCuda(model)) {
      float[] right = Compiled.run(program, inputs).getFirst().floats();
      inputs.get(1).ints()[7] = 36;
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Compiled.run(program, inputs));
      assertTrue(e.getMessage().contains("node 'given': index 36 lies outside"), e.getMessage());
      inputs.get(1).ints()[7] = 0;
      assertArrayEquals(right, Compiled.run(program, inputs).getFirst().floats());
    }
  }

  @Test
  void plan_network_tellsOneStepAndItsKernels() {
    try (Program program = Compiled.onCuda(small())) {
      assertEquals("cuda", program.selection().backend());
      String kernel = program.plan().steps().getFirst().kernel();
      assertTrue(kernel.matches("graph_nhwc_f32_\\d+"), kernel);
      assertTrue(program.plan().steps().getFirst().weightBytes() > 1_000_000);
    }
  }

  @Test
  void compile_optionOutOfRange_isRefused() {
    BackendException e =
        assertThrows(
            BackendException.class,
            () -> Compiled.on("cuda", small(), Map.of(Settings.MEMORY, "everywhere")));
    assertEquals(
        "backend 'cuda': given cuda.memory=everywhere, expected arena or apart", e.getMessage());
  }

  @Test
  void compile_optionThatIsNotThere_isRefused() {
    BackendException e =
        assertThrows(
            BackendException.class,
            () -> Compiled.on("cuda", small(), Map.of("cuda.maths", "tf32", "acme.x", "y")));
    assertEquals(
        "backend 'cuda': given cuda.maths, expected cuda.math, cuda.memory or cuda.launch",
        e.getMessage());
  }

  @Test
  void compile_deviceThatIsNotThere_isRefused() {
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends("cuda:99").withBackendOptions(BackendOptions.DEFAULTS);
    BackendException e =
        assertThrows(BackendException.class, () -> Backends.discover().compile(small(), options));
    assertTrue(e.getMessage().contains("99"), e.getMessage());
  }
}
