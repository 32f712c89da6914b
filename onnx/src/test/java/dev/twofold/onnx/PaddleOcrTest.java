package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.tensor.Shape;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real networks, written by Paddle: weights in Constant nodes, open extents, biases as Add.
class PaddleOcrTest {

  private static byte[] resource(String name) throws Exception {
    try (InputStream stream = PaddleOcrTest.class.getResourceAsStream("/models/" + name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    }
  }

  private static OnnxOptions shape(String shape) {
    return OnnxOptions.DEFAULTS.withInputShape(Shape.parse(shape));
  }

  @Test
  void read_detectionNetwork_has14DepthwiseConvolutions() throws Exception {
    Model model =
        OnnxReader.read(
            "ch_PP-OCRv4_det_infer.onnx",
            resource("ch_PP-OCRv4_det_infer.onnx"),
            shape("1x3x640x640"));

    long depthwise =
        model.graph().nodes().stream()
            .filter(node -> node.layer() instanceof DepthwiseConv2d)
            .count();
    assertEquals(14, depthwise);
    assertEquals("ch_PP-OCRv4_det_infer", model.graph().name());
    assertEquals("x", model.graph().inputs().getFirst().name());
    assertEquals(
        Shape.nchw(1, 1, 640, 640), model.graph().outputs().get("sigmoid_0.tmp_0").shape());
  }

  @Test
  void read_detectionNetwork_isSimplified() throws Exception {
    byte[] file = resource("ch_PP-OCRv4_det_infer.onnx");

    Model model = OnnxReader.read("det.onnx", file, shape("1x3x64x96"));
    Model asImported = OnnxReader.read("det.onnx", file, shape("1x3x64x96").asImported());

    assertEquals(484, asImported.graph().nodes().size());
    assertEquals(248, model.graph().nodes().size());
    assertTrue(Oracle.assertAgrees(file, shape("1x3x64x96")) < 1e-4);
  }

  @Test
  void report_detectionNetwork_givesAReasonForEveryNodeThatIsGoneOrOther(@TempDir Path folder)
      throws Exception {
    Path file = Files.write(folder.resolve("det.onnx"), resource("ch_PP-OCRv4_det_infer.onnx"));

    ImportReport report = OnnxReader.report(file, shape("1x3x64x96"));

    Map<String, Layer> after = new HashMap<>();
    report.simplified().graph().nodes().forEach(node -> after.put(node.name(), node.layer()));
    Set<String> explained = new HashSet<>();
    for (Simplification entry : report.simplifications()) {
      assertTrue(explained.add(entry.node()), entry.node());
      assertTrue(!entry.reason().contains("''"), entry.reason());
    }
    for (Node node : report.asImported().graph().nodes()) {
      // A layer that took over numbers per channel is told of at the arithmetic that is gone.
      Layer layer = after.get(node.name());
      boolean changed = layer == null || !layer.getClass().equals(node.layer().getClass());
      assertEquals(changed, explained.contains(node.name()), node.name());
    }
    assertEquals(484, report.asImported().graph().nodes().size());
    assertEquals(248, report.simplified().graph().nodes().size());
  }

  @Test
  void read_openExtents_areAskedFor() throws Exception {
    byte[] file = resource("ch_PP-OCRv4_det_infer.onnx");

    OnnxException e =
        assertThrows(
            OnnxException.class, () -> OnnxReader.read("det.onnx", file, OnnxOptions.DEFAULTS));

    assertEquals(
        "det.onnx: input 'x': the file leaves its shape [p2o.DynamicDimension.0, 3,"
            + " p2o.DynamicDimension.1, p2o.DynamicDimension.2] open; give it with"
            + " --input-shape or OnnxOptions.withInputShape",
        e.getMessage());
  }

  @Test
  void read_extentsByName_fitTheWholeShape() throws Exception {
    OnnxOptions options =
        OnnxOptions.DEFAULTS
            .withDim("p2o.DynamicDimension.1", 64)
            .withDim("p2o.DynamicDimension.2", 96);

    Model model = OnnxReader.read("det.onnx", resource("ch_PP-OCRv4_det_infer.onnx"), options);

    assertEquals(Shape.nchw(1, 3, 64, 96), model.graph().inputs().getFirst().shape());
  }

  @ParameterizedTest
  @CsvSource({
    "ch_PP-OCRv4_det_infer.onnx, 1x3x64x96",
    "ch_PP-OCRv3_det_infer.onnx, 1x3x96x64",
    "ch_ppocr_mobile_v2.0_cls_infer.onnx, 2x3x48x192",
    "ch_PP-OCRv3_rec_infer.onnx, 1x3x48x64",
    "ch_PP-OCRv4_rec_infer.onnx, 1x3x48x64"
  })
  void read_everyValue_isWhatOnnxRuntimeComputes(String name, String shape) throws Exception {
    OnnxFile file = OnnxFile.of(resource(name));
    byte[] exposed = file.exposeAll(shapeValues(file)).bytes();

    double difference = Oracle.assertAgrees(exposed, shape(shape));

    assertTrue(difference < 1e-4, () -> name + " differs by " + difference);
  }

  /// Values that are computed from shapes, not from pictures.
  private static Set<String> shapeValues(OnnxFile file) {
    Set<String> values = new HashSet<>();
    for (OnnxMl.NodeProto node : file.graph().getNodeList()) {
      boolean shape = Set.of("Shape", "Constant").contains(node.getOpType());
      boolean ofShapes = !node.getInputList().isEmpty() && values.containsAll(node.getInputList());
      if (shape || ofShapes) {
        values.addAll(node.getOutputList());
      }
    }
    return values;
  }
}
