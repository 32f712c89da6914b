package dev.twofold.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.tck.Allocations;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole networks on the CPU backend, held against the reference and against the promise that a run
/// allocates nothing.
class NetworksOnCpuTest {

  /// Seeded weights; biases and statistics, which would be 0 and 1, are near these.
  private static Model model(Graph graph) {
    Model model = Model.initialised(graph, 1);
    Random random = new Random(2);
    for (Node node : graph.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        if (spec.role() != ParameterSpec.Role.WEIGHT) {
          float[] values = model.weights().get(node.weightName(spec)).floats();
          for (int i = 0; i < values.length; i++) {
            values[i] += 0.2f * random.nextFloat();
          }
        }
      }
    }
    return model;
  }

  private static Tensor input(Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    fill(tensor.floats(), new Random(3));
    return tensor;
  }

  private static void fill(float[] data, Random random) {
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat();
    }
  }

  private static CompileOptions on(String backend, int threads, String vectors) {
    CompileOptions options = on(backend, threads);
    return options.withBackendOptions(
        options.backendOptions().withProperties(Map.of("cpu.vectors", vectors)));
  }

  private static CompileOptions on(String backend, int threads) {
    return CompileOptions.DEFAULTS
        .withBackends(backend)
        .withThreads(threads)
        .withFallback(FallbackPolicy.FORBID);
  }

  @ParameterizedTest
  @CsvSource({
    "separable, 1x16x33x31, 1",
    "segnet, 1x3x16x32, 2",
    "segnet-separable, 2x3x32x48, 2",
    "mobilenet-v1:width=0.5, 1x3x64x96, 2",
    "mobilenet-v2:width=0.5, 2x3x64x64, 3",
    "mobilenet-v3-small, 1x3x65x63, 2",
    "mobilenet-v3-large, 1x3x64x64, 2",
    "efficientnet-b0, 1x3x64x64, 2",
    "shufflenet-v2, 1x3x64x64, 1",
    "resnet18, 1x3x64x64, 2",
    "xception, 1x3x96x96, 2",
    "resnet50, 1x3x32x32, 2",
    "unet, 1x3x32x32, 2",
    "deeplab-v3-plus, 1x3x33x33, 2",
    "mnasnet, 1x3x64x64, 2",
    "mobilenet-v1-full-conv, 1x3x32x32, 2",
    "mobilenet-v1-shallow, 1x3x64x64, 2",
    "conv, 1x16x33x31, 2"
  })
  void run_network_equalsTheReferenceAndAllocatesNothing(String spec, String shape, int threads) {
    Graph graph = Models.graph(spec, Shape.parse(shape));
    Model model = model(graph);
    Tensor input = input(graph.inputs().getFirst().shape());
    Backends backends = Backends.discover();
    try (Program cpu = backends.compile(model, on("cpu", threads));
        Program reference = backends.compile(model, on("reference", 1))) {
      Tensor expected = reference.run(input);
      Tensor got = cpu.run(input);
      float largest = 0;
      for (float value : expected.floats()) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertTrue(largest > 0, "the output is all zeros");
      for (int i = 0; i < expected.floats().length; i++) {
        assertEquals(expected.floats()[i], got.floats()[i], 2e-4f * largest);
      }
      assertEquals(0, Allocations.least(Duration.ofMinutes(3), 1, () -> cpu.run(input, got)));
    }
  }

  /// Every array that kernels find their data in is in the plan, to the byte, vectors or not and for
  /// however many threads, or it is the caller's.
  @ParameterizedTest
  @CsvSource({
    "mobilenet-v2, 1x3x128x128, 1, auto",
    "mobilenet-v2, 1x3x33x65, 3, off",
    "segnet, 1x3x64x64, 2, auto",
    "segnet-separable, 1x3x64x64, 1, off",
    "mobilenet-v3-small, 2x3x96x96, 3, auto",
    "shufflenet-v2, 1x3x64x64, 2, auto"
  })
  void plan_memory_isTheArraysOfARun(String spec, String shape, int threads, String vectors) {
    Graph graph = Models.graph(spec, Shape.parse(shape));
    WatchedProvider watched = WatchedProvider.of(Backends.discover().provider("cpu"));
    try (Program program =
        Backends.of(List.of(watched)).compile(model(graph), on("cpu", threads, vectors))) {
      Tensor in = input(graph.inputs().getFirst().shape());
      Tensor out = program.run(in);
      ExecutionPlan plan = program.plan();
      assertTrue(plan.workspaceBytes() > 0, "no kernel has scratch memory");
      assertEquals(plan.activationBytes() + plan.workspaceBytes(), watched.bytesWithout(in, out));
    }
  }

  /// The first run makes the memory of its run, and kernels none of their own; plain loops make no garbage of vectors besides. What
  /// tells a kernel where its data lies takes less than 1 KB per step.
  @ParameterizedTest
  @CsvSource({
    "mobilenet-v2, 1x3x128x128",
    "segnet, 1x3x64x64",
    "segnet-separable, 1x3x64x64",
    "mobilenet-v3-small, 2x3x96x96"
  })
  void plan_memory_isWhatTheFirstRunAllocates(String spec, String shape) {
    Graph graph = Models.graph(spec, Shape.parse(shape));
    firstRunBesidesPlan(graph); // loads the classes
    long besides = firstRunBesidesPlan(graph);
    assertTrue(
        besides >= 0 && besides < 1024L * graph.nodes().size(), () -> besides + " bytes besides");
  }

  /// The bytes that the first run allocates more than the plan says.
  private static long firstRunBesidesPlan(Graph graph) {
    try (Program program = Backends.discover().compile(model(graph), on("cpu", 1, "off"))) {
      Tensor input = input(graph.inputs().getFirst().shape());
      Tensor output = Tensor.zeros(program.outputs().firstEntry().getValue().type());
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      program.run(input, output);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      ExecutionPlan plan = program.plan();
      return allocated - plan.activationBytes() - plan.workspaceBytes();
    }
  }

  /// Why ONNX Runtime's outputs for SegNet differ by more than rounding (docs/benchmarks.md): inputs that
  /// differ by one rounding have max pooling keep other places, and outputs differ as much.
  @Test
  void run_segnetOnInputsOneRoundingApart_differsLikeTwoBackends() {
    Graph graph = Models.graph("segnet-separable:size=128");
    // The weights and the input of `benchmarks/peers`.
    Model model = Model.initialised(graph, 1);
    Tensor input = Tensor.zeros(graph.inputs().getFirst().shape());
    fill(input.floats(), new Random(2));
    try (Program program = Backends.discover().compile(model, on("cpu", 2))) {
      float[] output = program.run(input).floats();
      double most = 0;
      for (int seed = 0; seed < 200 && most < 1e-3; seed++) {
        Random random = new Random(seed);
        Tensor moved = Tensor.zeros(input.shape());
        for (int i = 0; i < moved.floats().length; i++) {
          float x = input.floats()[i];
          moved.floats()[i] = random.nextBoolean() ? Math.nextUp(x) : x;
        }
        most = Math.max(most, difference(output, program.run(moved).floats()));
      }
      assertTrue(most >= 1e-3, "the largest difference was " + most);
    }
  }

  /// The largest difference, in parts of the largest element.
  private static double difference(float[] expected, float[] got) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - got[i]));
    }
    return difference / largest;
  }
}
