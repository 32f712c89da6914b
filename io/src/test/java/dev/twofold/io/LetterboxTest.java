package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LetterboxTest {

  @Test
  void of_widePicture_hasBarsAboveAndBelow() {
    assertEquals(
        new Letterbox(640, 640, 140, 0, 360, 640),
        Letterbox.of(Shape.nchw(1, 3, 1080, 1920), 640, 640));
  }

  @Test
  void of_tallSmallPicture_isEnlarged() {
    assertEquals(new Letterbox(8, 8, 0, 2, 8, 4), Letterbox.of(Shape.nchw(1, 3, 4, 2), 8, 8));
  }

  @Test
  void fitThenCut_givesThePictureBack() {
    Tensor picture = Tensor.of(Shape.nchw(1, 2, 1, 3), 1, 2, 3, 4, 5, 6);
    Letterbox box = Letterbox.of(picture.shape(), 3, 3);
    Tensor framed = box.fit(picture, Resampling.LINEAR, 9);
    assertArrayEquals(
        new float[] {9, 9, 9, 1, 2, 3, 9, 9, 9, 9, 9, 9, 4, 5, 6, 9, 9, 9}, framed.floats());
    assertArrayEquals(picture.floats(), box.cut(framed).floats());
  }

  @Test
  void cut_otherSize_isRefused() {
    Letterbox box = new Letterbox(4, 4, 0, 0, 4, 4);
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> box.cut(Tensor.zeros(Shape.nchw(1, 1, 2, 2))));
    assertEquals("tensor [1, 1, 2, 2]: a frame of 4 x 4 is to be cut", thrown.getMessage());
  }
}
