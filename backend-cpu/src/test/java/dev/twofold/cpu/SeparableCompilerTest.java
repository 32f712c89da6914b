package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Depthwise convolutions fused into pointwise ones, whole programs against the reference.
class SeparableCompilerTest {

  private static final Activation SILU = new Activation(Activation.Function.SILU, 0, 0);

  private static void fillWhole(float[] data, int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextInt(5) - 2;
    }
  }

  /// Small integers everywhere, so that sums are exact.
  private static Model model(Graph graph) {
    Model model = Model.initialised(graph, 1);
    model.weights().tensors().values().forEach(tensor -> fillWhole(tensor.floats(), 7));
    return model;
  }

  private static Program compile(Model model, String backend, int threads, String vectors) {
    CompileOptions options =
        CompileOptions.DEFAULTS
            .withBackends(backend)
            .withThreads(threads)
            .withFallback(FallbackPolicy.FORBID);
    Map<String, String> properties = Map.of(Vectors.PROPERTY, vectors);
    return Backends.discover()
        .compile(
            model, options.withBackendOptions(options.backendOptions().withProperties(properties)));
  }

  private static List<String> kernels(Program program) {
    return program.plan().steps().stream().map(step -> step.kernel()).toList();
  }

  private static DepthwiseConv2d depthwise(int channels, int kernel, int stride, int pad) {
    return new DepthwiseConv2d(
        channels, 1, Window.of(kernel).withStride(stride).withPadding(pad), true);
  }

  @ParameterizedTest
  @CsvSource({
    // images, channels, output channels, size, kernel, stride, padding, activation, residual
    "1, 24, 24, 80, 3, 1, 1, RELU6, false",
    "1, 24, 24, 80, 3, 1, 1, NONE, true",
    "1, 33, 17, 65, 3, 1, 1, SILU, false",
    "2, 17, 33, 71, 3, 1, 0, RELU6, false",
    "3, 40, 40, 34, 5, 1, 2, RELU6, true",
    "2, 16, 96, 130, 3, 2, 1, SILU, false",
    "1, 7, 3, 140, 3, 1, 1, RELU6, false",
    "1, 1500, 8, 10, 3, 1, 1, NONE, false",
    "1, 2, 5, 300, 7, 1, 3, NONE, true"
  })
  void run_fused_equalsTheReference(
      int n,
      int channels,
      int out,
      int size,
      int kernel,
      int stride,
      int pad,
      String activation,
      boolean residual) {
    // Something in front, so that the step is not the whole graph.
    GraphBuilder builder = Graph.builder("separable");
    Value x = builder.input("x", Shape.nchw(n, channels, size, size));
    Value y = builder.add("front", Activation.RELU, x);
    separable(builder, y, channels, out, kernel, stride, pad, activation, residual);
    assertEqualsTheReference(
        builder.build(), 2, "separable_nhwc_f32_", activation.equals("SILU") ? 1e-3f : 0);
  }

  private static void separable(
      GraphBuilder builder,
      Value x,
      int channels,
      int out,
      int kernel,
      int stride,
      int pad,
      String activation,
      boolean residual) {
    Value y = builder.add("depthwise", depthwise(channels, kernel, stride, pad), x);
    if (!activation.equals("NONE")) {
      y = builder.add("act1", activation.equals("SILU") ? SILU : Activation.RELU6, y);
    }
    y = builder.add("pointwise", new PointwiseConv2d(channels, out, true), y);
    if (residual) {
      Value other = builder.input("other", y.type());
      y = builder.add("add", Elementwise.ADD, other, y);
    }
    builder.output(builder.add("act2", Activation.RELU, y));
  }

  @ParameterizedTest
  @CsvSource({
    // images, channels, output channels, size, stride, padding, activation, residual
    "1, 24, 24, 80, 1, 1, RELU6, false",
    "1, 16, 32, 128, 1, 1, RELU6, false",
    "2, 33, 17, 64, 1, 1, SILU, false",
    "1, 5, 33, 66, 1, 1, RELU6, true",
    "1, 64, 7, 112, 2, 1, RELU6, false",
    "3, 40, 40, 33, 2, 0, SILU, true",
    "1, 2500, 3, 32, 1, 1, NONE, false",
    "1, 300, 1, 28, 1, 1, RELU6, true"
  })
  void run_wholeGraph_isPlanarAndEqualsTheReference(
      int n,
      int channels,
      int out,
      int size,
      int stride,
      int pad,
      String activation,
      boolean residual) {
    GraphBuilder builder = Graph.builder("separable");
    Value x = builder.input("x", Shape.nchw(n, channels, size, size));
    separable(builder, x, channels, out, 3, stride, pad, activation, residual);
    assertEqualsTheReference(
        builder.build(),
        1,
        "separable_nchw_f32_3x3_s" + stride,
        activation.equals("SILU") ? 1e-3f : 0);
  }

  @ParameterizedTest
  @CsvSource({
    // images, channels, size, stride, padding, residual
    "1, 32, 112, 1, 1, false",
    "2, 7, 14, 1, 1, true",
    "1, 5, 7, 1, 1, false",
    "3, 9, 56, 2, 1, true",
    "1, 64, 14, 2, 1, false",
    "1, 4, 31, 2, 0, false",
    "1, 3, 30, 1, 0, true"
  })
  void run_depthwiseAlone_isPlanarAndEqualsTheReference(
      int n, int channels, int size, int stride, int pad, boolean residual) {
    GraphBuilder builder = Graph.builder("depthwise");
    Value x = builder.input("x", Shape.nchw(n, channels, size, size));
    Value y = builder.add("depthwise", depthwise(channels, 3, stride, pad), x);
    y = builder.add("act", Activation.RELU6, y);
    y = residual ? builder.add("add", Elementwise.ADD, y, builder.input("r", y.type())) : y;
    assertEqualsTheReference(builder.output(y).build(), 1, "depthwise_nchw_f32_3x3_s" + stride, 0);
  }

  @Test
  void claims_depthwiseReadTwiceOrInTheMiddle_isNotPlanar() {
    GraphBuilder builder = Graph.builder("twice");
    Value x = builder.input("x", Shape.nchw(1, 8, 64, 64));
    Value y = builder.add("depthwise", depthwise(8, 3, 1, 1), x);
    builder.output(builder.add("pointwise", new PointwiseConv2d(8, 8, true), y));
    builder.output("between", y);
    try (Program cpu = compile(model(builder.build()), "cpu", 1, "auto")) {
      assertTrue(kernels(cpu).stream().noneMatch(name -> name.contains("nchw")));
    }
  }

  private static void assertEqualsTheReference(Graph graph, int steps, String kernel, float bound) {
    Model model = model(graph);
    TensorType type = graph.outputs().firstEntry().getValue().type();
    List<Tensor> inputs = graph.inputs().stream().map(v -> Tensor.zeros(v.type())).toList();
    inputs.forEach(tensor -> fillWhole(tensor.floats(), inputs.indexOf(tensor) + 1));
    Tensor expected = Tensor.zeros(type);
    try (Program reference = compile(model, "reference", 1, "auto")) {
      reference.run(inputs, List.of(expected));
    }
    for (int threads = 1; threads <= 4; threads++) {
      for (String vectors : List.of("auto", "off")) {
        Tensor got = Tensor.zeros(type);
        try (Program cpu = compile(model, "cpu", threads, vectors)) {
          if (vectors.equals("auto") || !kernel.contains("nchw")) {
            assertEquals(steps, kernels(cpu).size(), () -> kernels(cpu).toString());
            assertTrue(kernels(cpu).getLast().startsWith(kernel), () -> kernels(cpu).toString());
          }
          cpu.run(inputs, List.of(got));
        }
        for (int i = 0; i < expected.floats().length; i++) {
          assertEquals(expected.floats()[i], got.floats()[i], bound, "at " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // images, channels in, expanded, out, size, kernel, stride, padding, dilation, activation,
    // residual
    "1, 3, 24, 3, 150, 3, 1, 1, 1, RELU6, true",
    "1, 5, 33, 7, 127, 3, 2, 1, 1, SILU, false",
    "2, 4, 40, 4, 83, 5, 1, 2, 1, RELU6, true",
    "3, 2, 17, 3, 103, 5, 2, 2, 1, RELU6, false",
    "1, 3, 16, 5, 190, 3, 1, 2, 2, RELU6, false",
    "1, 2, 9, 2, 250, 3, 3, 0, 1, SILU, false",
    "1, 1, 1500, 2, 19, 3, 1, 1, 1, RELU6, false",
    "1, 1, 2, 3, 520, 2, 3, 0, 1, RELU6, false"
  })
  void run_invertedResidual_equalsTheReference(
      int n,
      int in,
      int wide,
      int out,
      int size,
      int kernel,
      int stride,
      int pad,
      int dilation,
      String activation,
      boolean residual) {
    Activation act = activation.equals("SILU") ? SILU : Activation.RELU6;
    GraphBuilder builder = Graph.builder("inverted");
    Value x = builder.input("x", Shape.nchw(n, in, size, size));
    Value y = builder.add("expand", new PointwiseConv2d(in, wide, true), x);
    y = builder.add("act1", act, y);
    Window window = Window.of(kernel).withStride(stride).withPadding(pad).withDilation(dilation);
    y = builder.add("depthwise", new DepthwiseConv2d(wide, 1, window, true), y);
    y = builder.add("act2", act, y);
    y = builder.add("project", new PointwiseConv2d(wide, out, true), y);
    y = residual ? builder.add("add", Elementwise.ADD, x, y) : y;
    assertEqualsTheReference(
        builder.output(y).build(), 1, "inverted_nhwc_f32_", activation.equals("SILU") ? 1e-3f : 0);
  }

  @Test
  void claims_expandedReadTwice_isNotExpandedInside() {
    GraphBuilder builder = Graph.builder("twice");
    Value x = builder.input("x", Shape.nchw(1, 4, 100, 100));
    Value wide = builder.add("expand", new PointwiseConv2d(4, 64, true), x);
    Value y = builder.add("depthwise", depthwise(64, 3, 1, 1), wide);
    builder.output(builder.add("project", new PointwiseConv2d(64, 4, true), y));
    builder.output("wide", wide);
    try (Program cpu = compile(model(builder.build()), "cpu", 1, "auto")) {
      List<String> kernels = kernels(cpu);
      assertEquals(2, kernels.size(), kernels::toString);
      assertTrue(kernels.getFirst().startsWith("pointwise_"));
      assertTrue(kernels.getLast().startsWith("separable_"));
    }
  }

  @Test
  void claims_residualBehindTheExpansion_isNotExpandedInside() {
    GraphBuilder builder = Graph.builder("added");
    Value x = builder.input("x", Shape.nchw(1, 64, 100, 100));
    Value wide = builder.add("expand", new PointwiseConv2d(64, 64, true), x);
    Value sum = builder.add("add", Elementwise.ADD, wide, x);
    Value y = builder.add("depthwise", depthwise(64, 3, 1, 1), sum);
    builder.output(builder.add("project", new PointwiseConv2d(64, 4, true), y));
    try (Program cpu = compile(model(builder.build()), "cpu", 1, "auto")) {
      assertEquals(2, kernels(cpu).size(), () -> kernels(cpu).toString());
    }
  }

  @Test
  void claims_smallMapOrSecondReader_isLeftToSingleKernels() {
    GraphBuilder builder = Graph.builder("apart");
    Value x = builder.input("x", Shape.nchw(1, 512, 14, 14));
    Value small = builder.add("small", depthwise(512, 3, 1, 1), x);
    builder.output(builder.add("pointwise1", new PointwiseConv2d(512, 8, true), small));
    Value z = builder.input("z", Shape.nchw(1, 64, 56, 56));
    Value large = builder.add("large", depthwise(64, 3, 1, 1), z);
    builder.output(builder.add("pointwise2", new PointwiseConv2d(64, 8, true), large));
    builder.output("large", large);
    try (Program cpu = compile(model(builder.build()), "cpu", 1, "auto")) {
      assertEquals(4, kernels(cpu).size(), () -> kernels(cpu).toString());
    }
  }
}
