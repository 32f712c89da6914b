package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.twofold.io.FileException;
import dev.twofold.io.Masks;
import dev.twofold.io.Masks.Region;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The demo's network on the demo's picture, held against ONNX Runtime.
class TextDetectionTest {

  private static final float TOLERANCE = 1e-4f;

  private static float[] onnxRuntime(Tensor input) throws IOException, OrtException {
    byte[] network;
    try (InputStream in =
        Objects.requireNonNull(
            TextDetection.class
                .getClassLoader()
                .getResourceAsStream("models/ch_PP-OCRv4_det_infer.onnx"))) {
      network = in.readAllBytes();
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {1, 3, input.shape().h(), input.shape().w()};
    try (OrtSession session = environment.createSession(network);
        OnnxTensor x =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.floats()), shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), x))) {
      FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[y.remaining()];
      y.get(values);
      return values;
    }
  }

  @Test
  void mask_ofTheShippedPicture_equalsThatOfOnnxRuntime() throws IOException, OrtException {
    Tensor input = TextDetection.input(TextDetection.picture());
    assertEquals(Shape.nchw(1, 3, 640, 960), input.shape());
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends("cpu").withFallback(FallbackPolicy.FORBID);
    Tensor mask;
    try (Program program =
        Backends.discover().compile(TextDetection.network(input.shape()), options)) {
      mask = program.run(input);
    }
    float[] expected = onnxRuntime(input);
    assertEquals(expected.length, mask.floats().length);
    float difference = 0;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs(expected[i] - mask.floats()[i]));
    }
    assertTrue(difference < TOLERANCE, "largest difference " + difference);
    checkRegions(mask);
  }

  /// The picture has 21 pieces of text (see `demo/DrawStreetScene.java`): 2 on the sign, 14 on the
  /// menu, 4 on the sticker and the house number.
  private static void checkRegions(Tensor mask) {
    List<Region> regions = TextDetection.regions(mask);
    assertEquals(21, regions.size(), regions.toString());
    Region sign = regions.getFirst();
    assertTrue(sign.top() > 60 && sign.bottom() < 150, sign.toString());
    assertTrue(sign.left() > 90 && sign.right() < 540, sign.toString());
    Region number =
        regions.stream().filter(r -> r.left() > 690 && r.top() > 400).findFirst().orElseThrow();
    assertTrue(number.right() < 830 && number.bottom() < 530, number.toString());
  }

  @Test
  void drawn_mask_changesThePictureWhereTextIsOnly() throws FileException {
    Tensor picture = TextDetection.picture();
    Tensor mask = Tensor.zeros(Shape.nchw(1, 1, 640, 960));
    for (int y = 100; y < 110; y++) {
      for (int x = 200; x < 300; x++) {
        mask.floats()[y * 960 + x] = 1;
      }
    }
    Tensor drawn = TextDetection.drawn(picture, mask);
    assertEquals(picture.floats()[0], drawn.floats()[0]);
    assertTrue(drawn.floats()[105 * 960 + 250] != picture.floats()[105 * 960 + 250]);
    assertEquals(1, Masks.regions(mask, 0.5f, 1).size());
  }

  @Test
  void input_otherSizes_areRoundedToMultiplesOf32() {
    assertEquals(
        Shape.nchw(1, 3, 96, 32),
        TextDetection.input(Tensor.zeros(Shape.nchw(1, 3, 100, 5))).shape());
  }
}
