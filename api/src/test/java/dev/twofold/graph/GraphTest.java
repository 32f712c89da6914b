package dev.twofold.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphTest {

  /// Two inputs, a shared module, a container, a frozen node, two outputs.
  private static Graph network() {
    GraphBuilder builder = Graph.builder("Twin").freeze("trunk");
    Value left = builder.input("left", Shape.nchw(1, 3, 8, 8));
    Value right = builder.input("right", Shape.nchw(1, 3, 8, 8));
    Node first;
    Node second;
    try (GraphBuilder.Scope _ = builder.container("trunk", "Trunk")) {
      first = builder.call("conv", Convolution.regular(3, 4, Window.same(3)), left);
      second = builder.again(first, right);
    }
    Value sum = builder.function("add", Elementwise.ADD, first.output(), second.output());
    return builder.output("sum", sum).output("left", first.output()).build();
  }

  private static Graph classifier() {
    GraphBuilder builder = Graph.builder("Classifier");
    Value x = builder.input("x", Shape.nchw(1, 3, 4, 4));
    Value flat = builder.add("flatten", Flatten.BATCH, x);
    return builder.output(builder.add("fc", new Linear(48, 10, true), flat)).build();
  }

  private static List<String> problems(GraphException refusal) {
    return refusal.problems();
  }

  @Test
  void producerAndConsumers_values_areFound() {
    Graph graph = network();
    Node conv = graph.nodes().get(0);
    Node add = graph.nodes().get(2);
    assertEquals(conv, graph.producer(conv.output()).orElseThrow());
    assertTrue(graph.producer(graph.inputs().getFirst()).isEmpty());
    assertEquals(List.of(conv), graph.consumers(graph.inputs().getFirst()));
    assertEquals(List.of(add), graph.consumers(conv.output()));
    assertEquals(List.of(), graph.consumers(add.output()));
  }

  @Test
  void consumers_valueReadTwice_namesTheNodeOnce() {
    GraphBuilder builder = Graph.builder("Square");
    Value x = builder.input("x", Shape.of(2));
    Node square = builder.call("square", Elementwise.MUL, x, x);
    assertEquals(List.of(square), builder.output(square.output()).build().consumers(x));
  }

  @Test
  void collections_ofAGraph_cannotBeChanged() {
    Graph graph = network();
    assertThrows(UnsupportedOperationException.class, () -> graph.nodes().clear());
    assertThrows(UnsupportedOperationException.class, () -> graph.inputs().clear());
    assertThrows(UnsupportedOperationException.class, () -> graph.outputs().clear());
    assertThrows(UnsupportedOperationException.class, () -> graph.containers().clear());
    Value input = graph.inputs().getFirst();
    assertThrows(UnsupportedOperationException.class, () -> graph.consumers(input).clear());
  }

  @Test
  void withInputShapes_otherMap_infersEverythingAgain() {
    Shape large = Shape.nchw(2, 3, 32, 24);
    Graph graph = network().withInputShapes(Map.of("left", large, "right", large));
    assertEquals(Shape.nchw(2, 4, 32, 24), graph.outputs().get("sum").shape());
    assertEquals("Twin", graph.name());
  }

  @Test
  void withInputShapes_anything_keepsNamesModulesTraitsAndContainers() {
    Graph before = network();
    Graph after = before.withBatch(3);
    assertEquals(before.containers(), after.containers());
    assertEquals(List.copyOf(before.outputs().keySet()), List.copyOf(after.outputs().keySet()));
    for (int i = 0; i < before.nodes().size(); i++) {
      Node old = before.nodes().get(i);
      Node renewed = after.nodes().get(i);
      assertEquals(old.name(), renewed.name());
      assertEquals(old.module(), renewed.module());
      assertEquals(old.layer(), renewed.layer());
      assertEquals(old.traits(), renewed.traits());
    }
    assertEquals(Shape.nchw(1, 4, 8, 8), before.outputs().get("sum").shape());
    assertEquals(Shape.nchw(3, 4, 8, 8), after.outputs().get("sum").shape());
  }

  @Test
  void withInputShapes_inputNotNamed_keepsItsShape() {
    Graph graph = network();
    GraphException refusal =
        assertThrows(
            GraphException.class,
            () -> graph.withInputShapes(Map.of("left", Shape.nchw(1, 3, 9, 8))));
    assertEquals(
        List.of("node 'add': inputs [1, 4, 9, 8] and [1, 4, 8, 8] do not broadcast: 9 against 8"),
        problems(refusal));
  }

  @Test
  void withInputShapes_unknownName_isRefused() {
    Graph graph = network();
    GraphException refusal =
        assertThrows(GraphException.class, () -> graph.withInputShapes(Map.of("top", Shape.of(1))));
    assertEquals("graph 'Twin': no input 'top'; there is [left, right]", refusal.getMessage());
  }

  @Test
  void withInputShape_onlyInput_isChanged() {
    Graph graph = classifier();
    assertEquals(
        Shape.nchw(5, 3, 4, 4),
        graph.withInputShape(Shape.nchw(5, 3, 4, 4)).inputs().getFirst().shape());
    GraphException refusal =
        assertThrows(GraphException.class, () -> graph.withInputShape(Shape.nchw(1, 3, 5, 4)));
    assertEquals(
        "graph 'Classifier': node 'fc': input [1, 60] does not end in the 48 features its weights"
            + " are for",
        refusal.getMessage());
  }

  @Test
  void withInputShape_severalInputs_isRefused() {
    Graph graph = network();
    GraphException refusal =
        assertThrows(GraphException.class, () -> graph.withInputShape(Shape.of(1)));
    assertEquals("graph 'Twin': has 2 inputs; name the one to change", refusal.getMessage());
  }

  @Test
  void withBatch_floatInputs_changeTheirFirstExtent() {
    GraphBuilder builder = Graph.builder("Mixed");
    Value x = builder.input("x", Shape.nchw(1, 3, 4, 4));
    Value scale = builder.input("scale", Shape.of());
    Value indices = builder.input("indices", TensorType.int32(Shape.of(7)));
    builder.output(builder.add("mul", Elementwise.MUL, x, scale));
    builder.output(builder.add("same", Identity.DROPOUT, indices));
    List<Value> inputs = builder.build().withBatch(6).inputs();
    assertEquals(
        List.of(
            TensorType.float32(Shape.nchw(6, 3, 4, 4)),
            TensorType.float32(Shape.of()),
            TensorType.int32(Shape.of(7))),
        inputs.stream().map(Value::type).toList());
  }

  @Test
  void toString_graph_namesInputsAndSize() {
    assertEquals("Classifier([x[1, 3, 4, 4]], 2 nodes)", classifier().toString());
  }
}
