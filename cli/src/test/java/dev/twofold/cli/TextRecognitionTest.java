package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.io.FileException;
import dev.twofold.io.Masks.Region;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the demo itself reads is looked at by [DemoCommandTest].
class TextRecognitionTest {

  private static Region box(int top, int left, int bottom, int right) {
    return new Region(top, left, bottom, right, 1);
  }

  @Test
  void read_emptyPiece_isNothingWithoutConfidence() throws FileException {
    Region box = box(0, 0, 47, 95);
    try (TextRecognition recognition = TextRecognition.of(new BackendArguments(), List.of(box))) {
      Tensor blank = Tensor.zeros(Shape.nchw(1, 3, 48, 96));
      assertEquals(new TextRecognition.Line("", 0), recognition.read(blank, box));
    }
  }

  @Test
  void scaled_box_coversTheSamePartOfThePicture() {
    Region box = box(10, 20, 19, 39);
    Shape map = Shape.nchw(1, 1, 64, 96);
    assertEquals(box(10, 20, 19, 39), TextDetection.scaled(box, map, Shape.nchw(1, 3, 64, 96)));
    assertEquals(box(20, 40, 39, 79), TextDetection.scaled(box, map, Shape.nchw(1, 3, 128, 192)));
    assertTrue(
        TextDetection.scaled(box(60, 90, 63, 95), map, Shape.nchw(1, 3, 50, 50)).bottom() <= 49);
  }
}
