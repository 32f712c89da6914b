package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Nodes become steps.
class FusionTest {

  private static final int C = 5;

  private final GraphBuilder builder = Graph.builder("net");
  private final Value x = builder.input("x", Shape.nchw(1, C, 7, 7));

  private Value separable(String name, Value value) {
    Value a = builder.add(name + ".dw", Convolution.depthwise(C, Window.same(3)), value);
    Value b = builder.add(name + ".relu", Activation.RELU, a);
    return builder.add(name + ".pw", Convolution.pointwise(C, C), b);
  }

  private List<Part> parts(Value output, boolean fuses, String... refused) {
    Graph graph = builder.output(output).build();
    return Fusion.parts(
        graph,
        new PlainSelection(Set.of(refused), fuses),
        Weights.initialise(graph, 1),
        graph.nodes());
  }

  private static List<String> names(List<Part> parts) {
    return parts.stream().map(part -> part.step().get().kernel()).toList();
  }

  @Test
  void parts_activationAndResidual_goWithTheirLayer() {
    Value y = builder.add("sum", Elementwise.ADD, x, separable("block", x));
    List<Part> parts = parts(builder.add("last", Activation.RELU6, y), false);
    assertEquals(List.of("block.dw1", "block.pw2"), names(parts));
    assertEquals(
        List.of("block.relu", "x"), parts.get(1).inputs().stream().map(Value::name).toList());
  }

  @Test
  void parts_depthwiseAndPointwise_becomeOneWhereTheSelectionSaysSo() {
    Value y = builder.add("sum", Elementwise.ADD, x, separable("block", x));
    List<Part> parts = parts(y, true);
    assertEquals(List.of("block.dw+block.pw1"), names(parts));
    assertEquals(List.of("x", "x"), parts.getFirst().inputs().stream().map(Value::name).toList());
  }

  @Test
  void parts_depthwiseWithSecondReader_staysAlone() {
    Value y = separable("block", x);
    builder.output("between", builder.add("other", Activation.RELU, x));
    Value dw = builder.add("dw", Convolution.depthwise(C, Window.same(3)), y);
    builder.output("dw", dw);
    List<Part> parts = parts(builder.add("pw", Convolution.pointwise(C, C), dw), true);
    assertEquals(List.of("block.dw+block.pw0", "other0", "dw0", "pw0"), names(parts));
  }

  @Test
  void parts_residualComputedLater_standsBeforeTheAddition() {
    Value a = builder.add("a", Convolution.pointwise(C, C), x);
    Value b = builder.add("b", Activation.RELU, x);
    List<Part> parts = parts(builder.add("sum", Elementwise.ADD, a, b), false);
    assertEquals(List.of("b0", "a1"), names(parts));
  }

  @Test
  void parts_weights_areAskedForWhenAStepIsMade() {
    Graph graph = builder.output(separable("block", x)).build();
    List<Part> parts =
        Fusion.parts(
            graph, new PlainSelection(Set.of(), true), Weights.of(Map.of()), graph.nodes());
    assertEquals(List.of("block.dw+block.pw"), parts.stream().map(Part::name).toList());
  }
}
