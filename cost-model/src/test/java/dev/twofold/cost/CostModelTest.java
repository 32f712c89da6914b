package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CostModelTest {

  @Test
  void of_regularConvolution_equalsArticle() {
    CostReport report = CostModel.of(TestGraphs.regular());

    assertEquals(4_608, report.params());
    assertEquals(75_497_472, report.multAdds());
    assertEquals(150_994_944, report.totals().flops());
  }

  @Test
  void of_separableConvolution_equalsArticleRowByRow() {
    CostReport report = CostModel.of(TestGraphs.separable());

    assertEquals(656, report.params());
    assertEquals(10_747_904, report.multAdds());
    LayerCost depthwise = report.layers().getFirst();
    assertEquals("depthwise", depthwise.name());
    assertEquals("DepthwiseConv2d", depthwise.kind());
    assertEquals("Conv2d", depthwise.moduleType());
    assertEquals(List.of(Shape.nchw(1, 16, 128, 128)), depthwise.inputShapes());
    assertEquals(144, depthwise.params());
    assertEquals(OptionalLong.of(2_359_296), depthwise.multAdds());
    LayerCost pointwise = report.layers().getLast();
    assertEquals(Shape.nchw(1, 32, 128, 128), pointwise.outputShape());
    assertEquals(512, pointwise.params());
    assertEquals(OptionalLong.of(8_388_608), pointwise.multAdds());
  }

  @Test
  void of_batchOfSeven_weightsCountOneImageAndTorchinfoAll() {
    Graph batch = TestGraphs.separable().withBatch(7);

    assertEquals(10_747_904, CostModel.of(batch).multAdds());
    assertEquals(7 * 10_747_904, CostModel.of(batch, Convention.TORCHINFO).multAdds());
  }

  @Test
  void of_linearOnRows_countsEveryRow() {
    Graph graph = TestGraphs.single("Linear", Shape.of(32, 16, 8), new Linear(8, 64, true));

    assertEquals(16 * 8 * 64, CostModel.of(graph).multAdds());
    assertEquals(32 * 576, CostModel.of(graph, Convention.TORCHINFO).multAdds());
    assertEquals(294_912, CostModel.of(graph, Convention.TORCHINFO_HEAD).multAdds());
  }

  @Test
  void of_productOfTwoTensors_countsWhereTheConventionSeesIt() {
    GraphBuilder builder = Graph.builder("Net");
    Value a = builder.input("a", Shape.of(1, 8, 5, 3));
    Value b = builder.input("b", Shape.of(1, 8, 3, 7));
    Graph graph = builder.output(builder.add("product", new MatMul(), a, b)).build();

    assertEquals(8 * 5 * 3 * 7, CostModel.of(graph).multAdds());
    assertEquals(8 * 5 * 3 * 7, CostModel.of(graph, Convention.FVCORE).multAdds());
    assertEquals(0, CostModel.of(graph, Convention.TORCHINFO).multAdds());
  }

  @Test
  void of_moduleCalledAgain_countsParamsOnceAndMultAddsTwice() {
    GraphBuilder builder = Graph.builder("Net");
    Node first =
        builder.call(
            "conv",
            Convolution.regular(4, 4, Window.same(3)),
            builder.input("input", Shape.nchw(1, 4, 5, 5)));
    Node second = builder.again(first, first.output());
    CostReport report = CostModel.of(builder.output(second.output()).build());

    assertEquals(144, report.params());
    assertEquals(2 * 144 * 25, report.multAdds());
    assertFalse(report.layers().getFirst().repeated());
    assertTrue(report.layers().getLast().repeated());
    assertEquals(0, report.layers().getLast().params());
  }

  @Test
  void of_frozenModule_countsParamsThatAreNotTrainable() {
    GraphBuilder builder = Graph.builder("Net").freeze("stem");
    Value x = builder.input("input", Shape.nchw(1, 4, 5, 5));
    x = builder.add("stem", Convolution.pointwise(4, 8), x);
    x = builder.add("head", Convolution.pointwise(8, 2), x);
    CostReport.Totals totals = CostModel.of(builder.output(x).build()).totals();

    assertEquals(48, totals.params());
    assertEquals(16, totals.trainableParams());
  }

  @Test
  void of_customLayers_knownOnesCountAndUnknownOnesAreNamed() {
    CostReport report = CostModel.of(TestGraphs.withCustomLayers());

    assertEquals(OptionalLong.of(7), report.layers().getFirst().multAdds());
    assertEquals(OptionalLong.empty(), report.layers().getLast().multAdds());
    assertEquals(7 + 90, report.multAdds());
    assertEquals(List.of("mystery"), report.totals().unknownLayers());
    assertFalse(report.totals().complete());
  }

  @Test
  void of_normalisation_countsRunningStatisticsForKerasOnly() {
    Graph graph = TestGraphs.single("Net", Shape.nchw(1, 5, 2, 2), BatchNorm2d.of(5));

    assertEquals(10, CostModel.of(graph).params());
    CostReport keras = CostModel.of(graph, Convention.KERAS_PARAMS);
    assertEquals(20, keras.params());
    assertEquals(10, keras.totals().trainableParams());
  }

  @Test
  void of_countAboveLong_namesNode() {
    Graph graph =
        TestGraphs.single(
            "Net", Shape.nchw(1, 65_536, 50_000, 50_000), Convolution.pointwise(65_536, 65_536));

    ArithmeticException e = assertThrows(ArithmeticException.class, () -> CostModel.of(graph));
    assertEquals(
        "node 'layer': its params or mult-adds exceed 2^63 - 1 under these input shapes;"
            + " check the shapes",
        e.getMessage());
  }

  @Test
  void of_sumAboveLong_namesNode() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("input", Shape.nchw(1, 65_536, 40_000, 40_000));
    x = builder.add("first", Convolution.pointwise(65_536, 65_536), x);
    x = builder.add("second", Convolution.pointwise(65_536, 65_536), x);
    Graph graph = builder.output(x).build();

    ArithmeticException e = assertThrows(ArithmeticException.class, () -> CostModel.of(graph));
    assertTrue(e.getMessage().startsWith("node 'second': the totals up to here"), e.getMessage());
  }

  @Test
  void of_customLayerWithNegativeMultAdds_namesNode() {
    TestGraphs.Custom odd = new TestGraphs.Custom("Odd", OptionalLong.of(-5));
    Graph graph = TestGraphs.single("Net", Shape.nchw(1, 2, 3, 3), odd);

    Exception e = assertThrows(IllegalArgumentException.class, () -> CostModel.of(graph));
    assertEquals(
        "node 'layer': custom layer 'Odd' tells -5 mult-adds, expected 0 or more; return empty if"
            + " they are unknown",
        e.getMessage());
  }
}
