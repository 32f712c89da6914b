package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.twofold.graph.ArgMax;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Select;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ChoiceTest {

  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @Test
  void run_select_takesNothingFromTheOtherSide() {
    Tensor condition = Tensor.of(Shape.of(3), 1, 0, NAN);
    Tensor left = Tensor.of(Shape.of(2, 1), 5, INFINITY);
    Tensor right = Tensor.of(Shape.of(3), NAN, 7, 8);

    assertTensor(
        run(new Select(), condition, left, right), Shape.of(2, 3), 5, 7, 5, INFINITY, 7, INFINITY);
  }

  @Test
  void run_argMax_tellsThePlaceOnAnyAxis() {
    Tensor x = Tensor.of(Shape.of(2, 3, 2), 1, 9, 5, 4, 3, 9, 0, -1, -2, -3, 0, -1);

    assertArrayEquals(new int[] {1, 0, 0, 0}, run(new ArgMax(1, false, false), x).ints());
    assertArrayEquals(new int[] {1, 2, 2, 2}, run(new ArgMax(1, true, true), x).ints());
    assertArrayEquals(new int[] {0, 0, 0, 0, 0, 0}, run(new ArgMax(0, true, false), x).ints());
    assertArrayEquals(new int[] {1, 0, 1, 0, 0, 0}, run(new ArgMax(-1, false, false), x).ints());
  }

  @Test
  void run_argMaxOfNan_isTheFirstOne() {
    Tensor x = Tensor.of(Shape.of(4), 1, NAN, INFINITY, NAN);

    assertArrayEquals(new int[] {1}, run(new ArgMax(0, true, false), x).ints());
  }

  @Test
  void run_cast_dropsFractionsAndLimitsRanges() {
    Tensor x = Tensor.of(Shape.of(5), 1.9f, -1.9f, NAN, INFINITY, -3e9f);
    Tensor whole = Tensor.ofInts(Shape.of(2), 7, -16777217);

    assertArrayEquals(
        new int[] {1, -1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE},
        run(new Cast(DataType.INT32), x).ints());
    assertTensor(run(new Cast(DataType.FLOAT32), whole), whole.shape(), 7, -16777216);
    assertTensor(run(new Cast(DataType.FLOAT32), x), x.shape(), 1.9f, -1.9f, NAN, INFINITY, -3e9f);
  }
}
