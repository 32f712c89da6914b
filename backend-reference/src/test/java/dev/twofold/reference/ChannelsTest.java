package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.run;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Softmax;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelsTest {

  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void linear_rows_areMultipliedByTheTransposedWeights() {
    Map<String, Tensor> weights =
        Map.of(
            "weight", Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6),
            "bias", Tensor.of(Shape.of(2), 100, 200));
    Tensor y = run(new Linear(3, 2, true), weights, Tensor.of(Shape.of(2, 3), 1, 0, 0, 1, 1, 1));
    assertTensor(y, Shape.of(2, 2), 101, 204, 106, 215);
  }

  @Test
  void linear_vectorWithoutBias_isOneRow() {
    Map<String, Tensor> weights = Map.of("weight", Tensor.of(Shape.of(1, 2), 3, 4));
    assertTensor(
        run(new Linear(2, 1, false), weights, Tensor.of(Shape.of(2), 5, 6)), Shape.of(1), 39);
  }

  @Test
  void normalise_channels_haveTheirOwnStatistics() {
    Map<String, Tensor> weights =
        Map.of(
            "weight", Tensor.of(Shape.of(2), 3, 1),
            "bias", Tensor.of(Shape.of(2), 5, 0),
            "running_mean", Tensor.of(Shape.of(2), 1, 0),
            "running_var", Tensor.of(Shape.of(2), 3, 8));
    Tensor x = Tensor.of(Shape.nchw(2, 2, 1, 1), 5, 6, 1, -3);
    assertTensor(run(new BatchNorm2d(2, 1), weights, x), x.shape(), 11, 2, 5, -1);
  }

  @Test
  void softmax_oneLine_matchesTheExampleOfOnnx() {
    Tensor y = run(new Softmax(1), Tensor.of(Shape.of(1, 3), -1, 0, 1));
    assertTensor(y, Shape.of(1, 3), 0.09003057f, 0.24472848f, 0.66524094f);
  }

  @Test
  void softmax_middleAxis_walksAcrossTheLastOne() {
    Tensor x = Tensor.of(Shape.of(2, 2, 2), 0, 5, 0, 5, 7, 1, 7, 1);
    float half = 0.5f;
    assertTensor(
        run(new Softmax(-2), x), x.shape(), half, half, half, half, half, half, half, half);
  }

  @Test
  void softmax_largeElements_doNotOverflow() {
    assertTensor(run(new Softmax(0), Tensor.of(Shape.of(2), 1000, 1000)), Shape.of(2), 0.5f, 0.5f);
    assertTensor(run(new Softmax(0), Tensor.of(Shape.of(2), -INF, 3)), Shape.of(2), 0, 1);
  }

  @Test
  void softmax_nanOrInfinity_givesNan() {
    assertTensor(run(new Softmax(0), Tensor.of(Shape.of(2), NAN, 3)), Shape.of(2), NAN, NAN);
    assertTensor(run(new Softmax(0), Tensor.of(Shape.of(2), INF, 3)), Shape.of(2), NAN, NAN);
  }
}
