package dev.example.hello;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.reference.ReferenceBackendProvider;
import dev.twofold.runtime.BackendStatus;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendProvider;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelloBackendTest {

  private static final Backends BACKENDS =
      Backends.of(List.of(new HelloBackendProvider(), new ReferenceBackendProvider()));

  /// Small integers, so that every sum is exact in whatever order it is taken.
  private static float[] integers(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(9) - 4;
    }
    return values;
  }

  private static Model separable(int n, int in, int out, int size, Window window) {
    GraphBuilder builder = Graph.builder("Separable");
    Value x = builder.input("x", Shape.nchw(n, in, size, size));
    Value depthwise = builder.add("depthwise", Convolution.depthwise(in, window), x);
    Value pointwise =
        builder.add("pointwise", Convolution.pointwise(in, out).withBias(), depthwise);
    Graph graph = builder.output(builder.add("relu", Activation.RELU, pointwise)).build();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    graph
        .nodes()
        .forEach(node ->
            node.layer()
                .parameters()
                .forEach(spec ->
                    tensors.put(
                        node.weightName(spec),
                        Tensor.of(
                            spec.shape(),
                            integers((int) spec.shape().elements(), tensors.size())))));
    return new Model(graph, Weights.of(tensors));
  }

  private static float[] run(Model model, Tensor input, String backend) {
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends(backend).withFallback(FallbackPolicy.FORBID);
    try (Program program = BACKENDS.compile(model, options)) {
      assertTrue(
          program.plan().steps().stream().allMatch(step -> step.backend().equals(backend)),
          program.plan().toString());
      return program.run(input).floats();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 16, 32, 14, 3, 1, 1, 1",
    "2, 3, 7, 5, 3, 2, 1, 1",
    "1, 9, 1, 7, 5, 1, 2, 1",
    "1, 2, 17, 7, 3, 1, 2, 2",
    "3, 8, 8, 2, 3, 3, 1, 1"
  })
  void run_awkwardSizes_equalsTheReference(
      int n, int in, int out, int size, int kernel, int stride, int padding, int dilation) {
    Window window =
        Window.of(kernel).withStride(stride).withPadding(padding).withDilation(dilation);
    Model model = separable(n, in, out, size, window);
    Tensor input = Tensor.of(Shape.nchw(n, in, size, size), integers(n * in * size * size, 99));
    assertArrayEquals(run(model, input, "reference"), run(model, input, "hello"));
  }

  @Test
  void compile_otherLayers_goToTheNextBackend() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 4, 6, 6));
    Value a = builder.add("regular", Convolution.regular(4, 4, Window.same(3)), x);
    Value b = builder.add("pointwise", Convolution.pointwise(4, 4), a);
    Model model = Model.initialised(builder.output(b).build(), 1);
    CompileOptions options =
        CompileOptions.DEFAULTS
            .withBackends("hello", "reference")
            .withFallback(FallbackPolicy.SILENT);
    try (Program program = BACKENDS.compile(model, options)) {
      assertEquals(1, program.plan().fallbacks().size());
      assertEquals("regular", program.plan().fallbacks().getFirst().node());
      assertTrue(
          program
              .plan()
              .fallbacks()
              .getFirst()
              .reason()
              .contains("only depthwise and pointwise convolutions are known"));
    }
  }

  @Test
  void serviceLoader_thisJar_findsTheProvider() {
    List<String> ids =
        ServiceLoader.load(BackendProvider.class).stream()
            .map(provider -> provider.get().id())
            .toList();
    assertTrue(ids.contains("hello"), ids.toString());
    BackendStatus status =
        Backends.discover().statuses().stream()
            .filter(found -> found.id().equals("hello"))
            .findFirst()
            .orElseThrow();
    assertTrue(status.isAvailable(), status.summary());
  }
}
