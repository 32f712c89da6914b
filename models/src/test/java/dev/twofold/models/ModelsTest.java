package dev.twofold.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphException;
import dev.twofold.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelsTest {

  static List<ModelInfo> models() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void graph_everyModel_buildsForItsDefaultInput(ModelInfo model) {
    Graph graph = Models.graph(model.name());

    assertEquals(model.defaultInput(), graph.inputs().getFirst().shape());
    assertEquals(List.of("output"), List.copyOf(graph.outputs().keySet()));
    assertFalse(model.description().isBlank());
  }

  @ParameterizedTest
  @MethodSource("models")
  void graph_everyModelInABatch_keepsTheBatch(ModelInfo model) {
    Graph graph = Models.graph(model.toString()).withBatch(2);

    assertEquals(2, graph.outputs().firstEntry().getValue().shape().dim(0));
  }

  @Test
  void graph_inputShape_isTaken() {
    Graph graph = Models.graph("mobilenet-v2:width=0.5", Shape.nchw(4, 3, 96, 64));

    assertEquals(Shape.nchw(4, 3, 96, 64), graph.inputs().getFirst().shape());
    assertEquals(Shape.of(4, 1000), graph.outputs().firstEntry().getValue().shape());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mobilnet-v2 | unknown model 'mobilnet-v2'; did you mean 'mobilenet-v2' or",
        "segnett | unknown model 'segnett'; did you mean 'segnet'",
        "zzzzzz | unknown model 'zzzzzz'; there is conv, separable, segnet",
        "segnet:clases=3 | model 'segnet': unknown option 'clases'; did you mean 'classes'?",
        "segnet: | model 'segnet': option '' has no value; write options as in segnet:classes=3",
        "conv:in | model 'conv': option 'in' has no value; write options as in conv:in=16,out=32",
        "conv:in=x | model 'conv': option 'in' is a whole number from 1 to 1048576, got 'x'",
        "conv:in=0 | model 'conv': option 'in' is a whole number from 1 to 1048576, got '0'",
        "mobilenet-v1:width=-1 | model 'mobilenet-v1': option 'width' is a factor above 0",
        "mobilenet-v1:width=NaN | model 'mobilenet-v1': option 'width' is a factor above 0"
      })
  void graph_wrongSpec_saysWhatIsWrongAndWhatThereIs(String spec, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Models.graph(spec));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void graph_inputOfOtherChannels_isRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Models.graph("segnet", Shape.nchw(1, 1, 128, 128)));
    assertEquals(
        "model 'segnet': given input shape [1, 1, 128, 128], expected [N, 3, H, W]",
        e.getMessage());
  }

  @Test
  void graph_inputTooSmall_namesNode() {
    GraphException e =
        assertThrows(GraphException.class, () -> Models.graph("segnet", Shape.nchw(1, 3, 8, 8)));
    assertTrue(e.getMessage().contains("node 'down4.pool'"), e.getMessage());
  }

  @Test
  void contains_spec_looksAtItsName() {
    assertTrue(Models.contains("mobilenet-v1:width=0.5"));
    assertFalse(Models.contains("mobilenet.onnx"));
  }

  @Test
  void toString_model_isASpecOfItself() {
    assertEquals(
        "mobilenet-v2:width=1.0,classes=1000,size=224",
        Models.all().stream()
            .filter(model -> model.name().equals("mobilenet-v2"))
            .findFirst()
            .orElseThrow()
            .toString());
  }
}
