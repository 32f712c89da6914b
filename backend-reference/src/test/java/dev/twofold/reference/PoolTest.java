package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.map;
import static dev.twofold.reference.Runs.outputs;
import static dev.twofold.reference.Runs.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTest {

  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  private static Pool2d max(Window window, boolean ceil) {
    return new Pool2d(Pool2d.Reduction.MAX, window, ceil, false, false);
  }

  private static Pool2d average(Window window, boolean ceil, boolean countPadding) {
    return new Pool2d(Pool2d.Reduction.AVERAGE, window, ceil, countPadding, false);
  }

  @Test
  void max_twoByTwo_takesTheLargest() {
    Tensor x = map(2, 4, 1, 5, 3, 4, 2, 0, 9, 8);
    assertTensor(run(Pool2d.max(Window.of(2).withStride(2)), x), Shape.nchw(1, 1, 1, 2), 5, 9);
  }

  @Test
  void max_withIndices_tellsRowTimesWidthPlusColumnPerPlane() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 2, 4), 1, 5, 3, 4, 2, 0, 9, 8, 7, 0, 0, 1, 0, 0, 0, 2);
    List<Tensor> y = outputs(Pool2d.maxWithIndices(Window.of(2).withStride(2)), x);
    assertTensor(y.get(0), Shape.nchw(1, 2, 1, 2), 5, 9, 7, 2);
    assertArrayEquals(new int[] {1, 6, 0, 7}, y.get(1).ints());
  }

  @Test
  void max_equalElements_theFirstWins() {
    List<Tensor> y = outputs(Pool2d.maxWithIndices(Window.of(2)), map(2, 2, 1, 3, 3, 3));
    assertArrayEquals(new int[] {1}, y.get(1).ints());
  }

  @Test
  void max_nan_wins() {
    List<Tensor> y = outputs(Pool2d.maxWithIndices(Window.of(1, 4)), map(1, 4, 1, NAN, INF, NAN));
    assertTensor(y.get(0), Shape.nchw(1, 1, 1, 1), NAN);
    assertArrayEquals(new int[] {1}, y.get(1).ints());
  }

  @Test
  void max_allMinusInfinity_namesTheFirst() {
    List<Tensor> y =
        outputs(
            Pool2d.maxWithIndices(Window.same(3).withStride(2)),
            map(3, 3, -INF, -INF, -INF, -INF, -INF, -INF, -INF, -INF, -INF));
    assertTensor(y.get(0), Shape.nchw(1, 1, 2, 2), -INF, -INF, -INF, -INF);
    assertArrayEquals(new int[] {0, 1, 3, 4}, y.get(1).ints());
  }

  @Test
  void max_padding_neverWins() {
    Tensor y = run(Pool2d.max(Window.same(3)), map(1, 2, -5, -7));
    assertTensor(y, Shape.nchw(1, 1, 1, 2), -5, -5);
  }

  @Test
  void max_dilation_skipsElements() {
    Window window = Window.of(1, 2).withDilation(1, 2);
    assertTensor(
        run(Pool2d.max(window), map(1, 5, 1, 9, 2, 3, 0)), Shape.nchw(1, 1, 1, 3), 2, 9, 2);
  }

  @Test
  void max_dilatedWindowOverPaddingOnly_isMinusInfinity() {
    Window window = Window.of(1, 2).withDilation(1, 3).withPadding(0, 1, 0, 2);
    List<Tensor> y = outputs(Pool2d.maxWithIndices(window), map(1, 1, 4));
    assertTensor(y.get(0), Shape.nchw(1, 1, 1, 1), -INF);
    assertArrayEquals(new int[] {0}, y.get(1).ints());
  }

  @Test
  void max_ceilMode_keepsTheRaggedEnd() {
    Tensor x = map(1, 5, 1, 2, 3, 4, 5);
    Window window = Window.of(1, 2).withStride(1, 2);
    assertTensor(run(max(window, false), x), Shape.nchw(1, 1, 1, 2), 2, 4);
    assertTensor(run(max(window, true), x), Shape.nchw(1, 1, 1, 3), 2, 4, 5);
  }

  @Test
  void average_padding_countsIfAskedTo() {
    Tensor x = map(1, 2, 3, 6);
    Window window = Window.of(1, 3).withPadding(0, 1, 0, 1);
    assertTensor(run(average(window, false, true), x), Shape.nchw(1, 1, 1, 2), 3, 3);
    assertTensor(run(average(window, false, false), x), Shape.nchw(1, 1, 1, 2), 4.5f, 4.5f);
  }

  @Test
  void average_asymmetricPadding_countsEachSideByItself() {
    Window window = Window.of(2, 1).withPadding(0, 0, 1, 0);
    assertTensor(run(average(window, false, true), map(2, 1, 2, 4)), Shape.nchw(1, 1, 2, 1), 3, 2);
    assertTensor(run(average(window, false, false), map(2, 1, 2, 4)), Shape.nchw(1, 1, 2, 1), 3, 4);
  }

  @Test
  void average_ceilMode_elementsBehindThePaddingNeverCount() {
    Window window = Window.of(1, 3).withStride(1, 2);
    Tensor x = map(1, 4, 1, 2, 3, 5);
    assertTensor(run(average(window, true, true), x), Shape.nchw(1, 1, 1, 2), 2, 4);
    Window padded = Window.of(1, 3).withStride(1, 3).withPadding(0, 1, 0, 1);
    Tensor y = map(1, 6, 1, 2, 3, 4, 5, 6);
    assertTensor(run(average(padded, true, true), y), Shape.nchw(1, 1, 1, 3), 1, 4, 3);
    assertTensor(run(average(padded, true, false), y), Shape.nchw(1, 1, 1, 3), 1.5f, 4, 6);
  }

  @Test
  void average_batchAndChannels_arePooledApart() {
    Tensor x = Tensor.of(Shape.nchw(2, 2, 1, 2), 1, 3, 5, 7, 9, 11, 13, 15);
    assertTensor(run(Pool2d.average(Window.of(1, 2)), x), Shape.nchw(2, 2, 1, 1), 2, 6, 10, 14);
  }

  @Test
  void globalAverage_planes_giveTheirMeans() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 2, 2), 1, 2, 3, 6, 10, 20, 30, 40);
    assertTensor(run(new GlobalAveragePool(), x), Shape.nchw(1, 2, 1, 1), 3, 25);
  }
}
