package dev.twofold.graph;

import static dev.twofold.graph.Infer.image;
import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refused;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Resize.Coordinates;
import dev.twofold.graph.Resize.Mode;
import dev.twofold.graph.Resize.Rounding;
import dev.twofold.graph.Resize.Scale;
import dev.twofold.graph.Resize.Size;
import dev.twofold.tensor.Shape;
import org.junit.jupiter.api.Test;

class ResizeTest {

  private static Resize by(double h, double w) {
    return new Resize(Mode.NEAREST, Coordinates.ASYMMETRIC, Rounding.FLOOR, new Scale(h, w));
  }

  @Test
  void outputs_scale_isFloored() {
    infers(Shape.nchw(2, 3, 10, 14), Resize.nearest(2), Shape.nchw(2, 3, 5, 7));
    infers(image(3, 3, 4), by(0.6, 0.6), image(3, 5, 7));
    infers(image(3, 2, 12), by(0.5, 1.75), image(3, 5, 7));
  }

  @Test
  void outputs_scaleThatAFloatCutsShort_isNotOneLess() {
    infers(image(3, 7, 29), by(0.7f, 0.29f), image(3, 10, 100));
  }

  @Test
  void constructor_constantsOfCubicConvolution_areKeptForThatAlone() {
    Resize cubic =
        new Resize(Mode.CUBIC, Coordinates.HALF_PIXEL, Rounding.FLOOR, new Size(2, 2), -0.5, true);
    Resize linear =
        new Resize(Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.FLOOR, new Size(2, 2), -0.5, true);

    assertEquals(-0.5, cubic.sharpness());
    assertTrue(cubic.insideOnly());
    assertEquals(
        new Resize(Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.FLOOR, new Size(2, 2)), linear);
    refused(
        "sharpness must be finite, got NaN",
        () ->
            new Resize(
                Mode.CUBIC, Coordinates.HALF_PIXEL, Rounding.FLOOR, new Size(2, 2), 0.0 / 0, true));
  }

  @Test
  void outputs_size_isTaken() {
    infers(Shape.nchw(2, 3, 9, 4), Resize.linear(9, 4), Shape.nchw(2, 3, 5, 7));
  }

  @Test
  void outputs_nothingOrTooMuch_isRefused() {
    refuses("output height would be 0, which is no extent of a tensor", by(0.1, 1), image(3, 5, 7));
    refuses("output width would be 0, which is no extent of a tensor", by(1, 0.1), image(3, 5, 7));
    refuses(
        "output height would be 5000000000, which is no extent of a tensor",
        by(1e9, 1),
        image(3, 5, 7));
    refuses(
        "input [5, 7] has rank 2, but an image [N, C, H, W] is needed",
        Resize.nearest(2),
        Shape.of(5, 7));
  }

  @Test
  void constructor_badTarget_isRefused() {
    refused("resize factors must be positive and finite, got 0.0 and 1.0", () -> new Scale(0, 1));
    refused(
        "resize factors must be positive and finite, got 1.0 and NaN",
        () -> new Scale(1, Double.NaN));
    refused(
        "resize factors must be positive and finite, got Infinity and 1.0",
        () -> new Scale(Double.POSITIVE_INFINITY, 1));
    refused("output height must be at least 1, got 0", () -> new Size(0, 1));
    refused("output width must be at least 1, got -1", () -> new Size(1, -1));
  }

  private static Resize at(Coordinates coordinates, Rounding rounding, int h, int w) {
    return new Resize(Mode.NEAREST, coordinates, rounding, new Size(h, w));
  }

  private static double last(Coordinates coordinates, int from, int to) {
    Resize resize = at(coordinates, Rounding.FLOOR, to, 1);
    return resize.place(Shape.nchw(1, 1, from, 1), Shape.nchw(1, 1, to, 1), 2, to - 1);
  }

  /// The last of the rows, calculated by hand.
  @Test
  void place_everyCoordinates_isAsDefined() {
    assertEquals(3.25, last(Coordinates.HALF_PIXEL, 4, 8));
    assertEquals(3.25, last(Coordinates.PYTORCH_HALF_PIXEL, 4, 8));
    assertEquals(3.0, last(Coordinates.ALIGN_CORNERS, 4, 8));
    assertEquals(3.5, last(Coordinates.ASYMMETRIC, 4, 8));
    assertEquals(1.5, last(Coordinates.HALF_PIXEL, 4, 1));
    assertEquals(0.0, last(Coordinates.PYTORCH_HALF_PIXEL, 4, 1));
    assertEquals(0.0, last(Coordinates.ALIGN_CORNERS, 4, 1));
    assertEquals(0.0, last(Coordinates.ASYMMETRIC, 4, 1));
  }

  @Test
  void place_scale_isKeptAsAFraction() {
    Shape in = Shape.nchw(1, 1, 10, 10);
    assertEquals(2 / 0.7, by(0.7, 1).place(in, Shape.nchw(1, 1, 7, 10), 2, 2));
    assertEquals(2.0, by(0.7, 1).place(in, Shape.nchw(1, 1, 7, 10), 3, 2));
  }

  @Test
  void nearest_placeBetweenTwo_isRounded() {
    Shape in = Shape.nchw(1, 1, 2, 4);
    Shape out = Shape.nchw(1, 1, 4, 2);
    int[] columns = new int[4];
    for (Rounding rounding : Rounding.values()) {
      // Column 1 of 2 lies at 2.5 of 4.
      columns[rounding.ordinal()] =
          at(Coordinates.HALF_PIXEL, rounding, 4, 2).nearest(in, out, 3, 1);
    }
    assertArrayEquals(new int[] {2, 3, 2, 3}, columns);
    assertEquals(0, at(Coordinates.HALF_PIXEL, Rounding.FLOOR, 4, 2).nearest(in, out, 2, 0));
    assertEquals(1, at(Coordinates.HALF_PIXEL, Rounding.CEIL, 4, 2).nearest(in, out, 2, 3));
  }
}
