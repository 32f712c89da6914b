package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

  /// Depthwise, normalisation, activation, pointwise, normalisation, on [1, 4, 5, 5]: 400 bytes a map.
  private static Graph block() {
    GraphBuilder builder = Graph.builder("Block");
    Value x = builder.input("x", Shape.nchw(1, 4, 5, 5));
    x = builder.add("depthwise", Convolution.depthwise(4, Window.same(3)), x);
    x = builder.add("relu", Activation.RELU, builder.add("bn1", BatchNorm2d.of(4), x));
    x = builder.add("pointwise", Convolution.pointwise(4, 4), x);
    return builder.output(builder.add("bn2", BatchNorm2d.of(4), x)).build();
  }

  private static List<List<String>> steps(MemoryReport report) {
    return report.steps().stream()
        .map(step -> step.nodes().stream().map(Node::name).toList())
        .toList();
  }

  @Test
  void of_noFusion_everyCallReadsAndWritesOnce() {
    MemoryReport report = MemoryReport.of(block(), Fusion.NONE);

    assertEquals(5, report.steps().size());
    assertEquals(4 * (36 + 8 + 16 + 8), report.weightBytes());
    assertEquals(5 * 400, report.activationBytes());
    assertEquals(10 * 400 + 272, report.movedBytes());
    assertEquals(2 * 400, report.peakActivationBytes());
  }

  @Test
  void of_epilogues_normalisationBecomesABiasAndMovesNothing() {
    MemoryReport report = MemoryReport.of(block(), Fusion.EPILOGUES);

    assertEquals(
        List.of(List.of("depthwise", "bn1", "relu"), List.of("pointwise", "bn2")), steps(report));
    assertEquals(4 * (36 + 4 + 16 + 4), report.weightBytes());
    assertEquals(4 * 400 + 240, report.movedBytes());
  }

  @Test
  void of_separable_depthwiseOutputNeverReachesMemory() {
    MemoryReport report = MemoryReport.of(block(), Fusion.SEPARABLE);

    assertEquals(List.of(List.of("depthwise", "bn1", "relu", "pointwise", "bn2")), steps(report));
    StepMemory step = report.steps().getFirst();
    assertEquals(400, step.readBytes());
    assertEquals(400, step.writtenBytes());
    assertEquals(OptionalLong.of(25 * (36 + 16)), step.multAdds());
    assertEquals(2.0 * 1300 / (800 + 240), step.intensity());
    assertEquals(step.intensity(), report.intensity());
  }

  @Test
  void of_normalisationReadTwice_isNotFused() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 4, 5, 5));
    x = builder.add("conv", Convolution.pointwise(4, 4), x);
    Value bn = builder.add("bn", BatchNorm2d.of(4), x);
    Graph graph = builder.output(builder.add("sum", Elementwise.ADD, bn, x)).build();

    assertEquals(
        List.of(List.of("conv"), List.of("bn"), List.of("sum")),
        steps(MemoryReport.of(graph, Fusion.SEPARABLE)));
  }

  @Test
  void of_outputOfTheGraph_isNotFusedAway() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 4, 5, 5));
    Value conv = builder.add("conv", Convolution.pointwise(4, 4), x);
    Value relu = builder.add("relu", Activation.RELU, conv);
    Graph graph = builder.output(conv).output(relu).build();

    assertEquals(2, MemoryReport.of(graph, Fusion.EPILOGUES).steps().size());
  }

  @Test
  void of_residual_peakHoldsTheShortcut() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 4, 5, 5));
    Value y = builder.add("a", Convolution.pointwise(4, 4), x);
    y = builder.add("b", Convolution.pointwise(4, 4), y);
    Graph graph = builder.output(builder.add("sum", Elementwise.ADD, x, y)).build();

    assertEquals(3 * 400, MemoryReport.of(graph, Fusion.NONE).peakActivationBytes());
  }

  @Test
  void of_views_moveAndHoldNothing() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 4, 5, 5));
    x = builder.add("dropout", Identity.DROPOUT, builder.add("flat", Flatten.BATCH, x));
    Graph graph = builder.output(builder.add("fc", new Linear(100, 10, true), x)).build();
    MemoryReport report = MemoryReport.of(graph, Fusion.NONE);

    assertEquals(List.of(List.of("fc")), steps(report));
    assertEquals(400 + 40 + 4 * 1010, report.movedBytes());
    assertEquals(440, report.peakActivationBytes());
  }

  @Test
  void of_pooling_indicesAreCountedApart() {
    Window window = Window.of(2).withStride(2);
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 1, 4, 4));
    Node pool = builder.call("pool", Pool2d.maxWithIndices(window), x);
    MaxUnpool2d unpool = MaxUnpool2d.to(window, x.shape());
    Value y = builder.add("unpool", unpool, pool.output(), pool.outputs().getLast());
    MemoryReport report = MemoryReport.of(builder.output(y).build(), Fusion.NONE);

    assertEquals(16, report.indexBytes());
    assertEquals(2 * (64 + 16), report.movedBytes());
    assertEquals(16, report.steps().getFirst().indexBytes());
    assertEquals(64 + 16 + 16, report.peakActivationBytes());
  }

  @Test
  void of_unknownLayer_multAddsOfItsStepAreUnknown() {
    MemoryReport report = MemoryReport.of(TestGraphs.withCustomLayers(), Fusion.NONE);

    assertEquals(OptionalLong.empty(), report.steps().getLast().multAdds());
    assertEquals(0, report.steps().getLast().intensity());
  }

  @Test
  void of_bytesAboveLong_namesNode() {
    Graph graph =
        TestGraphs.single(
            "Net", Shape.nchw(1, 1 << 20, 1 << 20, 1 << 21), Convolution.pointwise(1 << 20, 1));

    Exception e =
        assertThrows(ArithmeticException.class, () -> MemoryReport.of(graph, Fusion.NONE));
    assertEquals(
        "node 'layer': the bytes up to here exceed 2^63 - 1 under these input shapes;"
            + " check the shapes",
        e.getMessage());
  }
}
