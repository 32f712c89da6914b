package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.spi.DeviceClass;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// The cost gate: an island stays where it has at least two mult-adds for every byte that crosses its
/// borders.
class IslandsTest {

  private static final String WHY =
      "an island beside 'host': copying 2048 bytes costs more than %d mult-adds save";

  /// `before` and `after` fall back; `island` lies between, on 4 channels of 8 x 8: 1024 bytes in,
  /// 1024 out.
  private static Model model(Convolution island) {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 4, 8, 8));
    x = b.add("before", Convolution.pointwise(4, 4), x);
    x = b.add("island", island, x);
    x = b.add("after", Convolution.pointwise(4, 4), x);
    return Networks.model(b.output(x).build());
  }

  private static LoopProvider device() {
    return LoopProvider.of("device", Layout.NCHW)
        .on(DeviceClass.ACCELERATOR)
        .accepting(call -> call.node().equals("island"));
  }

  private static ExecutionPlan plan(Model model, LoopProvider first, LoopProvider second) {
    CompileOptions options =
        CompileOptions.DEFAULTS
            .withBackends(first.id(), second.id())
            .withFallback(FallbackPolicy.SILENT);
    try (Program program = Backends.of(List.of(first, second)).compile(model, options)) {
      return program.plan();
    }
  }

  private static List<String> backends(ExecutionPlan plan) {
    return plan.steps().stream()
        .filter(step -> !step.nodes().isEmpty())
        .map(ExecutionPlan.Step::backend)
        .toList();
  }

  @Test
  void island_fewerMultAddsThanTwoPerByte_goesToItsNeighbours() {
    // 4 * 9 * 64 = 2304 mult-adds < 2 * 2048 bytes.
    Model model = model(Convolution.depthwise(4, Window.same(3)));
    ExecutionPlan plan = plan(model, device(), LoopProvider.of("host", Layout.NCHW));
    assertEquals(List.of("host", "host", "host"), backends(plan));
    assertEquals(
        List.of(
            new ExecutionPlan.Fallback("before", "host", "not in the mood"),
            new ExecutionPlan.Fallback("after", "host", "not in the mood"),
            new ExecutionPlan.Fallback("island", "host", WHY.formatted(2304))),
        plan.fallbacks());
  }

  @Test
  void island_enoughMultAdds_stays() {
    // 4 * 25 * 64 = 6400 mult-adds >= 2 * 2048 bytes.
    Model model = model(Convolution.depthwise(4, Window.same(5)));
    ExecutionPlan plan = plan(model, device(), LoopProvider.of("host", Layout.NCHW));
    assertEquals(List.of("host", "device", "host"), backends(plan));
  }

  @Test
  void island_besideTheReference_staysWhateverItCosts() {
    Model model = model(Convolution.depthwise(4, Window.same(3)));
    LoopProvider reference = LoopProvider.of("reference", Layout.NCHW).on(DeviceClass.REFERENCE);
    assertEquals(
        List.of("reference", "device", "reference"), backends(plan(model, device(), reference)));
  }

  @Test
  void island_twoHostBackends_costsOnlyWhereMemoryOrdersDiffer() {
    Model model = model(Convolution.depthwise(4, Window.same(3)));
    LoopProvider alike = device().on(DeviceClass.CPU);
    LoopProvider same = LoopProvider.of("host", Layout.NCHW);
    assertEquals(List.of("host", "device", "host"), backends(plan(model, alike, same)));
    LoopProvider other = LoopProvider.of("host", Layout.NHWC);
    assertEquals(List.of("host", "host", "host"), backends(plan(model, alike, other)));
  }

  @Test
  void island_neighbourCannotRunIt_stays() {
    Model model = model(Convolution.depthwise(4, Window.same(3)));
    LoopProvider host =
        LoopProvider.of("host", Layout.NCHW).accepting(call -> !call.node().equals("island"));
    assertEquals(List.of("host", "device", "host"), backends(plan(model, device(), host)));
  }

  @Test
  void island_moved_computesTheSame() {
    Model model = model(Convolution.depthwise(4, Window.same(3)));
    Tensor input = Networks.random(Shape.nchw(1, 4, 8, 8), 1);
    LoopProvider host = LoopProvider.of("host", Layout.NCHW);
    CompileOptions options = CompileOptions.DEFAULTS.withFallback(FallbackPolicy.SILENT);
    try (Program alone = Backends.of(List.of(host)).compile(model, options);
        Program both = Backends.of(List.of(host, device())).compile(model, options)) {
      assertArrayEquals(alone.run(input).floats(), both.run(input).floats());
    }
  }

  @Test
  void multAdds_layersWithWeights_areExact() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(2, 4, 8, 8));
    Node depthwise = b.call("depthwise", Convolution.depthwise(4, Window.same(3)), x);
    Node pointwise = b.call("pointwise", Convolution.pointwise(4, 6), depthwise.output());
    Node relu = b.call("relu", Activation.RELU, pointwise.output());
    b.output(relu.output()).build();
    assertEquals(OptionalLong.of(2 * 64 * 4 * 9), MultAdds.of(depthwise));
    assertEquals(OptionalLong.of(2 * 64 * 4 * 6), MultAdds.of(pointwise));
    assertEquals(OptionalLong.of(0), MultAdds.of(relu));
    assertEquals(
        OptionalLong.of(2 * 64 * 4 * 15), MultAdds.of(List.of(depthwise, pointwise, relu)));
  }

  @Test
  void multAdds_moreThanALongHolds_areNotTold() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.of(1 << 20, 1 << 24));
    Node one = b.call("one", new Linear(1 << 24, 1 << 18, false), x);
    Node two = b.call("two", new Linear(1 << 18, 1 << 26, false), one.output());
    b.output(two.output()).build();
    assertEquals(OptionalLong.of(1L << 62), MultAdds.of(one));
    assertThrows(ArithmeticException.class, () -> MultAdds.of(two));
    assertEquals(OptionalLong.of(1L << 62), MultAdds.of(List.of(one)));
    assertEquals(OptionalLong.empty(), MultAdds.of(List.of(one, one)));
    assertEquals(OptionalLong.empty(), MultAdds.of(List.of(one, two)));
  }
}
