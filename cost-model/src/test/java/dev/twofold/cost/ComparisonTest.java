package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  /// Pointwise convolutions under the given names, all in the container `body`.
  private static CostReport chain(int channels, String... names) {
    GraphBuilder builder = Graph.builder("Chain");
    Value x = builder.input("input", Shape.nchw(1, channels, 2, 2));
    try (var _ = builder.container("body", "Sequential")) {
      for (String name : names) {
        x = builder.add(name, Convolution.pointwise(channels, channels), x);
      }
    }
    return CostModel.of(builder.output(x).build());
  }

  @Test
  void of_blocksOfOneOnly_standWhereTheyAreCalled() {
    Comparison comparison = Comparison.of(chain(1, "a", "b", "d"), chain(2, "a", "c", "d", "e"));

    assertEquals(
        List.of("body", "a", "b", "c", "d", "e"),
        comparison.rows().stream().map(Comparison.Row::name).toList());
    Comparison.Row body = comparison.rows().getFirst();
    assertEquals(new Comparison.Side(true, "Sequential", 3, OptionalLong.of(12)), body.left());
    assertEquals(new Comparison.Side(true, "Sequential", 16, OptionalLong.of(64)), body.right());
    Comparison.Row onlyLeft = comparison.rows().get(2);
    assertEquals(2, onlyLeft.depth());
    assertEquals(1, onlyLeft.left().params());
    assertFalse(onlyLeft.right().present());
  }

  @Test
  void of_unknownLayer_sideIsUnknown() {
    CostReport report = CostModel.of(TestGraphs.withCustomLayers());
    Comparison comparison = Comparison.of(report, report);

    assertEquals(OptionalLong.empty(), comparison.rows().getLast().left().multAdds());
  }

  @Test
  void of_differentConventions_isRefused() {
    CostReport weights = chain(1, "a");
    CostReport thop = CostModel.of(weights.graph(), Convention.THOP);

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(weights, thop));
    assertEquals(
        "comparison: given conventions 'weights' and 'thop', expected the same for both",
        e.getMessage());
  }
}
