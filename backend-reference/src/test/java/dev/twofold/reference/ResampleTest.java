package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.map;
import static dev.twofold.reference.Runs.run;

import dev.twofold.graph.Resize;
import dev.twofold.graph.Resize.Coordinates;
import dev.twofold.graph.Resize.Mode;
import dev.twofold.graph.Resize.Rounding;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ResampleTest {

  private static final float INF = Float.POSITIVE_INFINITY;

  private static Tensor linear(Coordinates coordinates, Resize.Target target, Tensor x) {
    return run(new Resize(Mode.LINEAR, coordinates, Rounding.FLOOR, target), x);
  }

  private static void checkNearest(
      Coordinates coordinates, Rounding rounding, Resize.Target target, float... expected) {
    Tensor x = map(1, 4, 1, 2, 3, 4);
    assertTensor(
        run(new Resize(Mode.NEAREST, coordinates, rounding, target), x),
        Shape.nchw(1, 1, 1, expected.length),
        expected);
  }

  @Test
  void nearest_factorTwo_repeatsRowsAndColumns() {
    Tensor y = run(Resize.nearest(2), Tensor.of(Shape.nchw(1, 2, 1, 2), 1, 2, 3, 4));
    assertTensor(y, Shape.nchw(1, 2, 2, 4), 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
  }

  @Test
  void nearest_placesBetweenElements_followTheRounding() {
    Resize.Target half = new Resize.Scale(1, 0.5);
    checkNearest(Coordinates.HALF_PIXEL, Rounding.ROUND_PREFER_FLOOR, half, 1, 3);
    checkNearest(Coordinates.HALF_PIXEL, Rounding.ROUND_PREFER_CEIL, half, 2, 4);
    checkNearest(Coordinates.HALF_PIXEL, Rounding.FLOOR, half, 1, 3);
    checkNearest(Coordinates.HALF_PIXEL, Rounding.CEIL, half, 2, 4);
  }

  @Test
  void nearest_wholePlaces_areTakenExactly() {
    // Places 0, 5/3, 10/3, 5, 20/3, 25/3 of a map of 10: the fourth is whole.
    Tensor x = map(1, 10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Resize resize =
        new Resize(Mode.NEAREST, Coordinates.ASYMMETRIC, Rounding.FLOOR, new Resize.Size(1, 6));
    assertTensor(run(resize, x), Shape.nchw(1, 1, 1, 6), 0, 1, 3, 5, 6, 8);
  }

  @Test
  void nearest_oneOutput_dependsOnTheCoordinates() {
    Resize.Target one = new Resize.Size(1, 1);
    checkNearest(Coordinates.HALF_PIXEL, Rounding.FLOOR, one, 2);
    checkNearest(Coordinates.PYTORCH_HALF_PIXEL, Rounding.FLOOR, one, 1);
    checkNearest(Coordinates.ALIGN_CORNERS, Rounding.FLOOR, one, 1);
    checkNearest(Coordinates.ASYMMETRIC, Rounding.FLOOR, one, 1);
  }

  @Test
  void nearest_factorOfTheScale_entersAsGiven() {
    // Factor 1.9 gives floor(4 * 1.9) = 7 columns at places o / 1.9.
    checkNearest(
        Coordinates.ASYMMETRIC, Rounding.CEIL, new Resize.Scale(1, 1.9), 1, 2, 3, 3, 4, 4, 4);
  }

  @Test
  void linear_halfPixels_matchTheExampleOfOnnx() {
    Tensor y = linear(Coordinates.HALF_PIXEL, new Resize.Scale(2, 2), map(2, 2, 1, 2, 3, 4));
    assertTensor(
        y,
        Shape.nchw(1, 1, 4, 4),
        1,
        1.25f,
        1.75f,
        2,
        1.5f,
        1.75f,
        2.25f,
        2.5f,
        2.5f,
        2.75f,
        3.25f,
        3.5f,
        3,
        3.25f,
        3.75f,
        4);
  }

  @Test
  void linear_alignedCorners_keepThem() {
    Tensor y = linear(Coordinates.ALIGN_CORNERS, new Resize.Size(1, 3), map(1, 2, 0, 4));
    assertTensor(y, Shape.nchw(1, 1, 1, 3), 0, 2, 4);
  }

  @Test
  void linear_asymmetric_repeatsTheBorder() {
    Tensor y = linear(Coordinates.ASYMMETRIC, new Resize.Scale(2, 2), map(1, 2, 0, 4));
    assertTensor(y, Shape.nchw(1, 1, 2, 4), 0, 2, 4, 4, 0, 2, 4, 4);
  }

  @Test
  void linear_infinityBesideAWholePlace_doesNotLeak() {
    Tensor y = linear(Coordinates.ASYMMETRIC, new Resize.Scale(1, 2), map(1, 2, 1, INF));
    assertTensor(y, Shape.nchw(1, 1, 1, 4), 1, INF, INF, INF);
  }

  @Test
  void linear_channelsAndBatch_areResampledApart() {
    Tensor x = Tensor.of(Shape.nchw(2, 2, 1, 2), 0, 2, 4, 6, 8, 10, 12, 14);
    Tensor y = linear(Coordinates.ALIGN_CORNERS, new Resize.Size(1, 3), x);
    assertTensor(y, Shape.nchw(2, 2, 1, 3), 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14);
  }
}
