package dev.twofold.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.render.Summaries;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructureTest {

  @Test
  void graph_mobileNetV2_hasTorchvisionsPathsAndTypes() {
    Graph graph = Models.graph("mobilenet-v2");
    List<String> names = graph.nodes().stream().map(Node::name).toList();

    assertTrue(
        names.containsAll(
            List.of(
                "features.0.0",
                "features.1.conv.0.0",
                "features.1.conv.1",
                "features.1.conv.2",
                "features.2.conv.0.0",
                "features.2.conv.1.2",
                "features.2.conv.3",
                "features.17.conv.3",
                "features.18.2",
                "classifier.1")));
    assertEquals("Conv2dNormActivation", graph.containers().get("features.0"));
    assertEquals("InvertedResidual", graph.containers().get("features.1"));
    assertEquals("Sequential", graph.containers().get("features.1.conv"));
  }

  @Test
  void weights_mobileNetV2_haveTorchvisionsNames() {
    Graph graph = Models.graph("mobilenet-v2:width=0.25,size=32");
    var names = Model.initialised(graph, 1).weights().tensors().keySet();

    assertTrue(
        names.containsAll(
            List.of(
                "features.0.0.weight",
                "features.0.1.running_mean",
                "features.1.conv.0.1.bias",
                "features.18.1.running_var",
                "classifier.1.bias")));
  }

  @ParameterizedTest
  @CsvSource({"segnet, 20", "segnet-separable, 40"})
  void graph_segNet_hasTheArticlesLayers(String model, int convolutions) {
    List<Node> nodes = Models.graph(model).nodes();

    assertEquals(
        convolutions, nodes.stream().filter(n -> n.layer() instanceof Convolution).count());
    assertEquals(21, nodes.stream().filter(n -> n.layer() instanceof BatchNorm2d).count());
    assertEquals("ReLU", nodes.getLast().layer().kind());
  }

  @ParameterizedTest
  @CsvSource({"segnet, 115.47", "segnet-separable, 173.02"})
  void torchinfo_segNet_forwardBackwardSizeEqualsArticle(String model, String size) {
    String summary = Summaries.torchinfo(CostModel.of(Models.graph(model), Convention.TORCHINFO));

    assertTrue(summary.contains("\nForward/backward pass size (MB): " + size + "\n"), summary);
  }
}
