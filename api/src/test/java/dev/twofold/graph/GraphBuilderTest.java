package dev.twofold.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Node.Trait;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {

  private static final Shape IMAGE = Shape.nchw(1, 3, 8, 8);
  private static final Convolution STEM = Convolution.regular(3, 16, Window.same(3));
  private static final Convolution WRONG = Convolution.pointwise(64, 96);

  private final GraphBuilder builder = Graph.builder("Net");
  private final Value x = builder.input("x", IMAGE);

  private List<String> problems() {
    return assertThrows(GraphException.class, builder::build).problems();
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(Node::name).toList();
  }

  @Test
  void build_smallNetwork_keepsCallOrderAndShapes() {
    Value y = builder.add("conv", STEM, x);
    Value z = builder.add("relu", Activation.RELU, y);
    Graph graph = builder.output("mask", z).build();
    assertEquals("Net", graph.name());
    assertEquals(List.of(x), graph.inputs());
    assertEquals(List.of("conv", "relu"), names(graph));
    assertEquals(Shape.nchw(1, 16, 8, 8), z.shape());
    assertEquals(Map.of("mask", z), graph.outputs());
    assertEquals(y, graph.nodes().get(1).input());
    assertEquals("conv", graph.nodes().get(0).module());
  }

  @Test
  void call_twoOutputs_namesTheSecondAfterTheNode() {
    Node pool = builder.call("pool", Pool2d.maxWithIndices(Window.of(2).withStride(2)), x);
    assertEquals(List.of("pool", "pool:1"), pool.outputs().stream().map(Value::name).toList());
    assertEquals(DataType.INT32, pool.outputs().get(1).type().type());
    Value back =
        builder.add(
            "unpool",
            new MaxUnpool2d(Window.of(2).withStride(2), 0, 0),
            pool.outputs().get(0),
            pool.outputs().get(1));
    assertEquals(IMAGE, back.shape());
    assertEquals(1, builder.output(back).build().outputs().size());
  }

  @Test
  void input_integers_keepTheirType() {
    Value indices = builder.input("i", TensorType.int32(Shape.of(4)));
    assertEquals(DataType.INT32, indices.type().type());
  }

  @Test
  void build_severalProblems_namesAllAtOnce() {
    builder.add("a", WRONG, x);
    builder.add("b", new Linear(7, 1, false), x);
    builder.add("b", Activation.RELU, x);
    GraphException all = assertThrows(GraphException.class, builder::build);
    List<String> expected =
        List.of(
            "node 'a': input [1, 3, 8, 8] has 3 channels, but its weights are for 64",
            "node 'b': input [1, 3, 8, 8] does not end in the 7 features its weights are for",
            "node 'b': the name 'b' is taken; names are unique",
            "has no output; name one with output(value)");
    assertEquals(expected, all.problems());
    assertEquals(
        "graph 'Net' has 4 problems:\n  "
            + String.join("\n  ", expected.subList(0, 3))
            + "\n  and 1 more",
        all.getMessage());
  }

  @Test
  void build_oneProblem_isOneLine() {
    builder.output(builder.add("a", WRONG, x));
    GraphException one = assertThrows(GraphException.class, builder::build);
    assertEquals(
        "graph 'Net': node 'a': input [1, 3, 8, 8] has 3 channels, but its weights are for 64",
        one.getMessage());
  }

  @Test
  void build_mistakeFollowedByManyLayers_isOneProblem() {
    Value poisoned = builder.add("a", WRONG, x);
    Value y = builder.add("b", Convolution.pointwise(96, 7), poisoned);
    Value z = builder.add("c", Elementwise.ADD, x, y);
    Node pool = builder.call("pool", Pool2d.maxWithIndices(Window.of(2)), z);
    builder.output(pool.outputs().get(0)).output(pool.outputs().get(1));
    assertEquals(
        List.of("node 'a': input [1, 3, 8, 8] has 3 channels, but its weights are for 64"),
        problems());
  }

  @Test
  void build_mistakesOnSeparateBranches_areBothNamed() {
    Value left = builder.add("left", WRONG, x);
    Value right = builder.add("right", Convolution.pointwise(5, 96), x);
    builder.output(builder.add("sum", Elementwise.ADD, left, right));
    assertEquals(
        List.of(
            "node 'left': input [1, 3, 8, 8] has 3 channels, but its weights are for 64",
            "node 'right': input [1, 3, 8, 8] has 3 channels, but its weights are for 5"),
        problems());
  }

  @Test
  void build_valueOfAnotherBuilder_isNamed() {
    Value stranger = Graph.builder("Other").input("x", IMAGE);
    builder.add("a", Activation.RELU, stranger);
    builder.output("out", stranger);
    assertEquals(
        List.of(
            "node 'a': value 'x' is not of this graph; use what this builder returned",
            "output 'out': value 'x' is not of this graph; use what this builder returned"),
        problems());
  }

  @Test
  void build_wrongNumberOfInputs_isNamed() {
    builder.output(builder.add("sum", Elementwise.ADD, x));
    assertEquals(List.of("node 'sum': takes 2 inputs, got 1"), problems());
  }

  @Test
  void build_namesTakenTwice_areNamed() {
    builder.input("x", IMAGE);
    builder.add("x", Activation.RELU, x);
    builder.output("y", x).output("y", x);
    assertEquals(
        List.of(
            "input 'x': the name 'x' is taken; names are unique",
            "node 'x': the name 'x' is taken; names are unique",
            "output 'y' is named twice"),
        problems());
  }

  @Test
  void build_layerThatDeclaresOtherOutputsThanItInfers_isNamed() {
    builder.output(
        builder.add("half", new Halve("acme.Halve", 2), builder.input("y", Shape.of(2))));
    assertEquals(List.of("node 'half': acme.Halve declares 1 outputs but infers 2"), problems());
  }

  @Test
  void build_customLayerThatRefuses_isNamed() {
    builder.output(builder.add("half", new Halve("acme.Halve", 1), x));
    assertEquals(List.of("node 'half': input [1, 3, 8, 8] must have even extents"), problems());
  }

  @Test
  void build_overflowingShape_isAProblem() {
    int max = Integer.MAX_VALUE;
    Value wide = builder.input("wide", Shape.of(max, max));
    Value tall = builder.input("tall", Shape.of(max, 1, 1));
    builder.output(builder.add("sum", Elementwise.ADD, wide, tall));
    assertEquals(
        List.of(
            "node 'sum': shape [2147483647, 2147483647, 2147483647] has more elements than 2^63 -"
                + " 1"),
        problems());
  }

  @Test
  void container_nested_givesPathsAndTypes() {
    Value y;
    try (GraphBuilder.Scope _ = builder.container("features", "Sequential")) {
      try (GraphBuilder.Scope _ = builder.container("0", "ConvBNReLU")) {
        y = builder.add("conv", STEM, x);
      }
      y = builder.add("act", Activation.RELU, y);
    }
    y = builder.add("pool", new GlobalAveragePool(), y);
    Graph graph = builder.output(y).build();
    assertEquals(List.of("features.0.conv", "features.act", "pool"), names(graph));
    assertEquals(
        List.of(Map.entry("features", "Sequential"), Map.entry("features.0", "ConvBNReLU")),
        List.copyOf(graph.containers().entrySet()));
  }

  @Test
  void container_enteredAgain_isTheSame() {
    try (GraphBuilder.Scope _ = builder.container("block", "Block")) {
      builder.add("a", Activation.RELU, x);
    }
    try (GraphBuilder.Scope _ = builder.container("block", "Other")) {
      builder.output(builder.add("b", Activation.RELU, x));
    }
    Graph graph = builder.build();
    assertEquals(List.of("block.a", "block.b"), names(graph));
    assertEquals(Map.of("block", "Block"), graph.containers());
  }

  @Test
  void declareContainer_fullPaths_needNoScope() {
    builder.declareContainer("a", "A").declareContainer("a.b", "B");
    builder.output(builder.add("a.b.c", Activation.RELU, x));
    assertEquals(Map.of("a", "A", "a.b", "B"), builder.build().containers());
  }

  @Test
  void again_sharesTheModuleAndCountsItsCalls() {
    Node first = builder.call("conv", Convolution.pointwise(3, 3), x);
    Node second = builder.again(first, first.output());
    Node third = builder.again(second, second.output());
    assertEquals(
        List.of("conv", "conv#2", "conv#3"), List.of(first.name(), second.name(), third.name()));
    assertEquals("conv", third.module());
    assertEquals(first.layer(), third.layer());
    ParameterSpec weight = first.layer().parameters().getFirst();
    assertEquals("conv.weight", third.weightName(weight));
    assertEquals(Set.of("conv.weight"), weights(builder.output(third.output()).build()));
  }

  private static Set<String> weights(Graph graph) {
    return Weights.initialise(graph, 1).tensors().keySet();
  }

  @Test
  void container_closedTwice_leavesTheOuterOneOpen() {
    Node node;
    try (GraphBuilder.Scope _ = builder.container("outer", "Sequential")) {
      GraphBuilder.Scope inner = builder.container("inner", "Sequential");
      inner.close();
      inner.close();
      node = builder.call("conv", STEM, x);
    }
    assertEquals("outer.conv", node.name());
  }

  @Test
  void freeze_path_marksItAndWhatLiesBelowBeforeAndAfter() {
    Node early = builder.call("encoder.conv", STEM, x);
    builder.freeze("encoder");
    Node again = builder.again(early, x);
    Value late = builder.add("encoder", Activation.RELU, x);
    Value beside = builder.add("encoder2", Activation.RELU, x);
    Graph graph =
        builder.output(early.output()).output(again.output()).output(late).output(beside).build();
    assertEquals(
        List.of(true, true, true, false),
        graph.nodes().stream().map(node -> node.is(Trait.FROZEN)).toList());
  }

  @Test
  void function_operation_isMarked() {
    Value sum;
    try (GraphBuilder.Scope _ = builder.container("block", "Block")) {
      sum = builder.function("add", Elementwise.ADD, x, x);
    }
    Graph graph = builder.output(sum).build();
    Node node = graph.producer(sum).orElseThrow();
    assertEquals("block.add", node.name());
    assertTrue(node.is(Trait.FUNCTIONAL));
  }
}
