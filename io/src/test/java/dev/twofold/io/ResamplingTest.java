package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {

  @ParameterizedTest
  @CsvSource({"3, 4", "2, 2", "8, 9", "5, 3"})
  void antialiased_anySize_isWhatPillowGives(int h, int w) throws IOException {
    float[] values = new float[35];
    for (int i = 0; i < 35; i++) {
      values[i] = i * i % 17;
    }
    Tensor resized = Resampling.ANTIALIASED.resize(Tensor.of(Shape.nchw(1, 1, 5, 7), values), h, w);
    Tensor expected = Npy.read(Fixtures.path("pil_bilinear_%dx%d.npy".formatted(h, w)));
    assertEquals(Shape.nchw(1, 1, h, w), resized.shape());
    assertArrayEquals(expected.floats(), resized.floats(), 1e-5f);
  }

  @ParameterizedTest
  @CsvSource({"3, 4", "2, 2", "8, 9", "5, 3"})
  void linear_anySize_isWhatOpenCvGives(int h, int w) throws IOException {
    float[] values = new float[35];
    for (int i = 0; i < 35; i++) {
      values[i] = i * i % 17;
    }
    Tensor resized = Resampling.LINEAR.resize(Tensor.of(Shape.nchw(1, 1, 5, 7), values), h, w);
    Tensor expected = Npy.read(Fixtures.path("cv_linear_%dx%d.npy".formatted(h, w)));
    assertArrayEquals(expected.floats(), resized.floats(), 1e-4f);
  }

  /// The expected values are those of the operator's definition: place `(x + 0.5) * 4 / 2 - 0.5`.
  @Test
  void linear_halved_looksAtTwoPixelsOnly() {
    Tensor row = Tensor.of(Shape.nchw(1, 1, 1, 8), 0, 10, 20, 30, 40, 50, 60, 70);
    assertArrayEquals(new float[] {15, 55}, Resampling.LINEAR.resize(row, 1, 2).floats());
  }

  @Test
  void linear_doubled_keepsTheEdges() {
    Tensor row = Tensor.of(Shape.nchw(1, 1, 1, 2), 0, 4);
    assertArrayEquals(new float[] {0, 1, 3, 4}, Resampling.LINEAR.resize(row, 1, 4).floats());
  }

  @Test
  void resize_severalPlanes_keepsThemApart() {
    Tensor planes = Tensor.of(Shape.nchw(2, 2, 1, 1), 1, 2, 3, 4);
    assertArrayEquals(
        new float[] {1, 1, 2, 2, 3, 3, 4, 4}, Resampling.LINEAR.resize(planes, 1, 2).floats());
    Tensor last = Tensor.of(Shape.nchw(1, 2, 1, 2), Layout.NHWC, 1, 5, 1, 5);
    assertArrayEquals(
        new float[] {1, 1, 1, 5, 5, 5}, Resampling.ANTIALIASED.resize(last, 1, 3).floats());
  }

  @Test
  void resize_sameSize_isTheSameTensor() {
    Tensor picture = Tensor.zeros(Shape.nchw(1, 3, 4, 5));
    assertSame(picture, Resampling.LINEAR.resize(picture, 4, 5));
  }
}
