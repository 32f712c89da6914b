package dev.twofold.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.tensor.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UncalledModulesTest {

  private static final Convolution CONV = Convolution.pointwise(3, 4);

  @Test
  void uncalled_inContainer_hasItsPathAndSurvivesOtherShapes() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 3, 2, 2));
    try (var _ = builder.container("choices", "ModuleDict")) {
      builder.uncalled("conv", CONV);
    }
    Graph graph = builder.output(builder.add("relu", Activation.RELU, x)).build();

    assertEquals(Map.of("choices.conv", CONV), graph.uncalled());
    assertEquals(graph.uncalled(), graph.withBatch(2).uncalled());
    assertEquals(0, Weights.initialise(graph, 1).tensors().size());
  }

  @Test
  void uncalled_nameTaken_isAProblem() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 3, 2, 2));
    builder.output(builder.add("conv", CONV, x)).uncalled("conv", CONV);

    GraphException e = assertThrows(GraphException.class, builder::build);
    assertEquals("graph 'Net': module 'conv': the name is taken; names are unique", e.getMessage());
  }
}
