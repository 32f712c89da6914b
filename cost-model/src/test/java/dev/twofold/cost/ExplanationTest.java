package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  private static Graph net() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("input", Shape.nchw(1, 2, 3, 3));
    x = builder.add("conv", Convolution.pointwise(2, 4), x);
    x = builder.add("bn1", BatchNorm2d.of(4), x);
    x = builder.add("bn2", BatchNorm2d.of(4), x);
    return builder.output(x).build();
  }

  @Test
  void of_weightsAndThop_namesNormalisations() {
    Explanation explanation = Explanation.of(net(), Convention.WEIGHTS, Convention.THOP);

    assertEquals(
        List.of("bn1", "bn2"),
        explanation.differences().stream().map(d -> d.from().name()).toList());
    assertEquals(144, explanation.differences().getFirst().multAdds());
    assertEquals(Map.of("BatchNorm2d", new Explanation.Total(2, 0, 288)), explanation.byKind());
    assertEquals(288, explanation.to().multAdds() - explanation.from().multAdds());
  }

  @Test
  void of_weightsAndKerasParams_differInParamsOnly() {
    Explanation explanation = Explanation.of(net(), Convention.WEIGHTS, Convention.KERAS_PARAMS);

    assertEquals(Map.of("BatchNorm2d", new Explanation.Total(2, 16, 0)), explanation.byKind());
  }

  @Test
  void of_sameConvention_findsNothing() {
    assertTrue(Explanation.of(net(), Convention.FVCORE, Convention.FVCORE).differences().isEmpty());
  }
}
