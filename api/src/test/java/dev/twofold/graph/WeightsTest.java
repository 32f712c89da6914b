package dev.twofold.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {

  private static Graph network() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 3, 8, 8));
    Value y = builder.add("conv", Convolution.regular(3, 2, Window.of(3)).withBias(), x);
    Value z = builder.add("bn", BatchNorm2d.of(2), y);
    return builder.output(z).build();
  }

  private static Map<String, Tensor> fitting() {
    return new LinkedHashMap<>(Weights.initialise(network(), 1).tensors());
  }

  private static GraphException refusal(Map<String, Tensor> tensors) {
    return assertThrows(GraphException.class, () -> new Model(network(), Weights.of(tensors)));
  }

  @Test
  void initialise_sameSeed_givesKnownValues() {
    Tensor weight = Weights.initialise(network(), 42).get("conv.weight");
    float[] first = {weight.floats()[0], weight.floats()[1], weight.floats()[53]};
    // Computed apart from this code, from the contract of java.util.Random.
    assertArrayEquals(new float[] {-0.18331303f, -0.11932415f, 0.46871188f}, first);
    float[] other = Weights.initialise(network(), 43).get("conv.weight").floats();
    assertNotEquals(weight.floats()[0], other[0]);
  }

  @Test
  void initialise_roles_haveTheirValues() {
    Weights weights = Weights.initialise(network(), 7);
    assertEquals(
        List.of(
            "conv.weight",
            "conv.bias",
            "bn.weight",
            "bn.bias",
            "bn.running_mean",
            "bn.running_var"),
        List.copyOf(weights.tensors().keySet()));
    assertArrayEquals(new float[] {0, 0}, weights.get("conv.bias").floats());
    assertArrayEquals(new float[] {1, 1}, weights.get("bn.weight").floats());
    assertArrayEquals(new float[] {0, 0}, weights.get("bn.bias").floats());
    assertArrayEquals(new float[] {0, 0}, weights.get("bn.running_mean").floats());
    assertArrayEquals(new float[] {1, 1}, weights.get("bn.running_var").floats());
  }

  @Test
  void initialise_manyWeights_deviateAsHeEtAlSay() {
    GraphBuilder builder = Graph.builder("Wide");
    Value x = builder.input("x", Shape.nchw(1, 50, 3, 3));
    Graph graph =
        builder.output(builder.add("conv", Convolution.regular(50, 200, Window.of(3)), x)).build();
    float[] values = Weights.initialise(graph, 5).get("conv.weight").floats();
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double expected = 2.0 / (50 * 9);
    // 90,000 values: the mean deviates by sqrt(expected / 90000), the variance by 0.5 %.
    assertEquals(0, sum / values.length, 4 * Math.sqrt(expected / values.length));
    assertEquals(expected, squares / values.length, 0.02 * expected);
  }

  @Test
  void initialise_twoLayersAlike_differ() {
    GraphBuilder builder = Graph.builder("Twin");
    Value x = builder.input("x", Shape.nchw(1, 4, 1, 1));
    Value y = builder.add("a", Convolution.pointwise(4, 4), x);
    Graph graph = builder.output(builder.add("b", Convolution.pointwise(4, 4), y)).build();
    Weights weights = Weights.initialise(graph, 1);
    assertNotEquals(weights.get("a.weight").floats()[0], weights.get("b.weight").floats()[0]);
  }

  @Test
  void get_unknownName_isRefused() {
    Weights weights = Weights.initialise(network(), 1);
    assertTrue(weights.contains("conv.weight"));
    assertFalse(weights.contains("conv.scale"));
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> weights.get("conv.scale"));
    assertEquals("weights: no tensor 'conv.scale' among the 6 given", refusal.getMessage());
  }

  @Test
  void of_node_givesItsTensorsByTheirSpecs() {
    Graph graph = network();
    Weights weights = Weights.initialise(graph, 1);
    Weights own = weights.of(graph.nodes().getFirst());
    assertEquals(List.of("weight", "bias"), List.copyOf(own.tensors().keySet()));
    assertSame(weights.get("conv.weight"), own.get("weight"));
    Weights none = Weights.of(Map.of());
    assertEquals(
        "weights: no tensor 'conv.weight' among the 0 given",
        assertThrows(IllegalArgumentException.class, () -> none.of(graph.nodes().getFirst()))
            .getMessage());
  }

  @Test
  void tensors_ofWeights_cannotBeChanged() {
    Map<String, Tensor> given = new HashMap<>(fitting());
    Weights weights = Weights.of(given);
    given.clear();
    assertEquals(6, weights.tensors().size());
    assertThrows(UnsupportedOperationException.class, () -> weights.tensors().clear());
  }

  @Test
  void model_fittingWeights_isAccepted() {
    Map<String, Tensor> tensors = fitting();
    tensors.put("unused", Tensor.zeros(Shape.of(1)));
    Model model = new Model(network(), Weights.of(tensors));
    assertTrue(model.weights().contains("unused"));
    assertEquals(6, Model.initialised(network(), 3).weights().tensors().size());
  }

  @Test
  void model_missingTensor_isRefused() {
    Map<String, Tensor> tensors = fitting();
    tensors.remove("conv.weight");
    assertEquals(
        "weights of graph 'Net': node 'conv': tensor 'conv.weight' [2, 3, 3, 3] is missing",
        refusal(tensors).getMessage());
  }

  @Test
  void model_severalWrongTensors_namesAll() {
    Map<String, Tensor> tensors = fitting();
    tensors.remove("bn.bias");
    tensors.put("conv.bias", Tensor.zeros(Shape.of(3)));
    tensors.put("bn.weight", Tensor.ofInts(Shape.of(2), 1, 1));
    tensors.put("conv.weight", Tensor.of(Shape.nchw(2, 3, 3, 3), Layout.NHWC, new float[54]));
    GraphException refusal = refusal(tensors);
    assertEquals(
        List.of(
            "node 'conv': tensor 'conv.weight' must be [2, 3, 3, 3], got [2, 3, 3, 3] in NHWC",
            "node 'conv': tensor 'conv.bias' must be [2], got [3]",
            "node 'bn': tensor 'bn.weight' must be [2], got [2] INT32",
            "node 'bn': tensor 'bn.bias' [2] is missing"),
        refusal.problems());
    assertEquals(
        """
        weights of graph 'Net' has 4 problems:
          node 'conv': tensor 'conv.weight' must be [2, 3, 3, 3], got [2, 3, 3, 3] in NHWC
          node 'conv': tensor 'conv.bias' must be [2], got [3]
          node 'bn': tensor 'bn.weight' must be [2], got [2] INT32
          and 1 more\
        """,
        refusal.getMessage());
  }

  @Test
  void model_threeWrongTensors_showsAll() {
    Map<String, Tensor> tensors = fitting();
    tensors.remove("bn.bias");
    tensors.remove("bn.weight");
    tensors.remove("conv.weight");
    assertEquals(
        """
        weights of graph 'Net' has 3 problems:
          node 'conv': tensor 'conv.weight' [2, 3, 3, 3] is missing
          node 'bn': tensor 'bn.weight' [2] is missing
          node 'bn': tensor 'bn.bias' [2] is missing\
        """,
        refusal(tensors).getMessage());
  }
}
