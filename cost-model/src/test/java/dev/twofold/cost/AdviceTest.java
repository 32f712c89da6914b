package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {

  /// A large convolution with bias that is called twice, one to a single channel, a pointwise one and
  /// a grouped one.
  private static Graph net() {
    GraphBuilder builder = Graph.builder("Net").freeze("body");
    Value x = builder.input("x", Shape.nchw(1, 16, 8, 8));
    try (var _ = builder.container("body", "Body")) {
      Convolution large = Convolution.of(16, 16, Window.same(3), 1, true);
      Node conv = builder.call("large", large, x);
      Value y = builder.again(conv, builder.add("relu", Activation.RELU, conv.output())).output();
      x = builder.function("add", Elementwise.ADD, x, y);
    }
    x = builder.add("pointwise", Convolution.pointwise(16, 16), x);
    x = builder.add("grouped", Convolution.of(16, 16, Window.same(3), 2, false), x);
    return builder
        .output(builder.add("thin", Convolution.regular(16, 1, Window.same(3)), x))
        .build();
  }

  @Test
  void of_network_ranksRegularConvolutionsAndSaysWhatIsNotWorthIt() {
    Advice advice = Advice.of(net());

    assertEquals(
        List.of("body.large", "thin"),
        advice.items().stream().map(item -> item.node().module()).toList());
    Advice.Item large = advice.items().getFirst();
    assertTrue(large.worth());
    assertEquals(2320, large.regular().params());
    assertEquals(2 * 64 * 2304, large.regular().multAdds());
    assertEquals(2 * 17_472, large.regular().movedBytes());
    assertEquals(2 * 17_472, large.regular().fusedBytes());
    assertEquals(144 + 256 + 16, large.separable().params());
    assertEquals(2 * 64 * (144 + 256), large.separable().multAdds());
    assertEquals(2 * (4 * 4096 + 4 * 416), large.separable().movedBytes());
    assertEquals(2 * (2 * 4096 + 4 * 416), large.separable().fusedBytes());
    Advice.Item thin = advice.items().getLast();
    assertFalse(thin.worth());
    assertEquals("keeps 111.1 %", thin.reason());
    assertEquals(64 * 144 - 64 * 160, thin.saved());
  }

  @Test
  void of_roofline_predictsTimesAndAdvisesNothingThatIsNoFaster() {
    Roofline arithmetic = new Roofline(1e6, 1e30, 0);
    Roofline launches = new Roofline(1e30, 1e30, 1e-6);

    Advice.Item large = Advice.of(net(), arithmetic).items().getFirst();
    assertEquals(2 * 2 * 64 * 2304 / 1e6, large.regular().seconds(), 1e-12);
    assertEquals(2 * 2 * 64 * (144 + 256) / 1e6, large.separable().seconds(), 1e-12);
    assertTrue(large.worth());
    Advice.Item launched = Advice.of(net(), launches).items().getFirst();
    assertEquals(2e-6, launched.regular().seconds(), 1e-12);
    assertEquals(4e-6, launched.separable().seconds(), 1e-12);
    assertFalse(launched.worth());
    assertEquals("no faster", launched.reason());
  }

  @Test
  void applied_network_costsWhatWasAdvised() {
    Graph graph = net();
    Advice advice = Advice.of(graph);
    Graph applied = advice.applied();
    CostReport before = CostModel.of(graph);
    CostReport after = CostModel.of(applied);

    assertEquals(before.multAdds() - advice.items().getFirst().saved(), after.multAdds());
    assertEquals(before.params() - 2320 + 416, after.params());
    assertEquals(after.params() - 416, after.totals().trainableParams());
    assertEquals(
        List.of(
            "body.large.depthwise",
            "body.large.pointwise",
            "body.relu",
            "body.large.depthwise#2",
            "body.large.pointwise#2",
            "body.add",
            "pointwise",
            "grouped",
            "thin"),
        applied.nodes().stream().map(Node::name).toList());
    assertEquals("DepthwiseSeparableConv", applied.containers().get("body.large"));
    assertTrue(applied.nodes().get(5).is(Node.Trait.FUNCTIONAL));
    assertEquals(
        graph.outputs().firstEntry().getValue().shape(),
        applied.outputs().firstEntry().getValue().shape());
  }
}
