package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.outputs;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Concat;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FinishTest {

  private static final Epilogue.Stage RELU = new Epilogue.Activate(Activation.RELU);
  private static final Epilogue.Stage ADD = new Epilogue.AddResidual();
  private static final PointwiseConv2d POINTWISE = new PointwiseConv2d(1, 1, false);
  private static final Tensor X = Tensor.of(Shape.nchw(1, 1, 1, 3), -5, 1, 2);
  private static final Tensor RESIDUAL = Tensor.of(X.shape(), 3, -4, 5);
  private static final Map<String, Tensor> WEIGHTS =
      Map.of("weight", Tensor.of(Shape.nchw(1, 1, 1, 1), 1));

  private static LayerCall call() {
    return Runs.call(POINTWISE, X);
  }

  @Test
  void put_activation_isApplied() {
    assertTensor(outputs(call().then(RELU), WEIGHTS, X).getFirst(), X.shape(), 0, 1, 2);
  }

  @Test
  void put_residual_isAdded() {
    assertTensor(outputs(call().then(ADD), WEIGHTS, X, RESIDUAL).getFirst(), X.shape(), -2, -3, 7);
  }

  @Test
  void put_twoStages_applyInTheirOrder() {
    assertTensor(
        outputs(call().then(RELU).then(ADD), WEIGHTS, X, RESIDUAL).getFirst(), X.shape(), 3, -3, 7);
    assertTensor(
        outputs(call().then(ADD).then(RELU), WEIGHTS, X, RESIDUAL).getFirst(), X.shape(), 0, 0, 7);
  }

  @Test
  void put_stages_areNotRoundedInBetween() {
    float third = 1 / 3f;
    Tensor x = Tensor.of(Shape.nchw(1, 1, 1, 1), third);
    Map<String, Tensor> weights = Map.of("weight", x);
    double product = (double) third * third;
    Tensor residual = Tensor.of(x.shape(), (float) -product);
    Tensor y =
        outputs(Runs.call(POINTWISE, x).then(RELU).then(ADD), weights, x, residual).getFirst();
    assertNotEquals(0, y.floats()[0]);
    assertTensor(y, x.shape(), (float) (product - (float) product));
  }

  @Test
  void put_residualOfConcat_isNotJoined() {
    Tensor a = Tensor.of(Shape.of(1), 1);
    Tensor b = Tensor.of(Shape.of(1), 2);
    LayerCall call = Runs.call(new Concat(0), a, b).then(ADD);
    Tensor residual = Tensor.of(Shape.of(2), 10, 20);
    assertTensor(outputs(call, Map.of(), a, b, residual).getFirst(), Shape.of(2), 11, 22);
  }
}
