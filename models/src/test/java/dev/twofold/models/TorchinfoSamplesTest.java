package dev.twofold.models;

import static dev.twofold.cost.render.TorchinfoOptions.Column.KERNEL_SHAPE;
import static dev.twofold.cost.render.TorchinfoOptions.Column.MULT_ADDS;
import static dev.twofold.cost.render.TorchinfoOptions.Column.OUTPUT_SHAPE;
import static dev.twofold.cost.render.TorchinfoOptions.Column.PARAMS;
import static dev.twofold.cost.render.TorchinfoOptions.Column.PARAM_PERCENT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.render.Summaries;
import dev.twofold.cost.render.TorchinfoOptions;
import dev.twofold.cost.render.TorchinfoOptions.Layout;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// ResNet-18 against what torchinfo prints for torchvision's, to the character.
class TorchinfoSamplesTest {

  private static final TorchinfoOptions HEAD = TorchinfoOptions.DEFAULTS.withLayout(Layout.HEAD);
  private static final Graph RESNET = Models.graph("resnet18", Shape.nchw(1, 3, 64, 64));

  private static String sample(String name) throws IOException {
    try (InputStream in =
        TorchinfoSamplesTest.class.getResourceAsStream("/torchinfo/" + name + ".out")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String summary(Graph graph, TorchinfoOptions options) {
    return Summaries.torchinfo(CostModel.of(graph, Convention.TORCHINFO_HEAD), options);
  }

  @Test
  void torchinfo_resnet18CutAtOneAndTwo_equalsSample() throws IOException {
    TorchinfoOptions options = HEAD.withColumns(OUTPUT_SHAPE, PARAMS, PARAM_PERCENT);
    assertEquals(
        sample("resnet18_depth_consistency"),
        summary(RESNET, options.withDepth(1)) + summary(RESNET, options.withDepth(2)));
  }

  @Test
  void torchinfo_resnet18HalfFrozen_equalsSample() throws IOException {
    Graph frozen = frozen(RESNET, List.of("conv1", "bn1", "layer1", "layer2"));
    TorchinfoOptions options = HEAD.withColumns(OUTPUT_SHAPE, PARAMS, KERNEL_SHAPE, MULT_ADDS);
    assertEquals(sample("frozen_layers"), summary(frozen, options));
  }

  /// The same graph with some modules frozen.
  private static Graph frozen(Graph graph, List<String> paths) {
    GraphBuilder builder = Graph.builder(graph.name());
    paths.forEach(builder::freeze);
    graph.containers().forEach(builder::declareContainer);
    Map<Value, Value> values = new HashMap<>();
    graph.inputs().forEach(in -> values.put(in, builder.input(in.name(), in.type())));
    Map<String, Node> modules = new HashMap<>();
    for (Node node : graph.nodes()) {
      Value[] inputs = node.inputs().stream().map(values::get).toArray(Value[]::new);
      Node copy = copy(builder, modules, node, inputs);
      modules.putIfAbsent(node.module(), copy);
      values.put(node.output(), copy.output());
    }
    graph.outputs().forEach((name, value) -> builder.output(name, values.get(value)));
    return builder.build();
  }

  private static Node copy(
      GraphBuilder builder, Map<String, Node> modules, Node node, Value[] inputs) {
    Node first = modules.get(node.module());
    if (first != null) {
      return builder.again(first, inputs);
    }
    if (node.is(Node.Trait.FUNCTIONAL)) {
      Value output = builder.function(node.name(), node.layer(), inputs);
      return new Node(
          node.name(), node.module(), node.layer(), node.inputs(), List.of(output), node.traits());
    }
    return builder.call(node.name(), node.layer(), inputs);
  }
}
