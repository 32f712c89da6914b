package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementsTest {

  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  private static float[] of(Activation activation, float... x) {
    return run(activation, Tensor.of(Shape.of(x.length), x)).floats();
  }

  private static void check(Activation activation, float[] x, float... y) {
    assertTensor(run(activation, Tensor.of(Shape.of(x.length), x)), Shape.of(x.length), y);
  }

  private static float[] x(float... values) {
    return values;
  }

  @ParameterizedTest
  @EnumSource
  void apply_nan_staysNan(Activation.Function function) {
    float[] y = of(new Activation(function, 0.5f, 1), NAN);
    assertEquals(NAN, y[0]);
  }

  @Test
  void apply_relu_cutsBelowZero() {
    check(Activation.RELU, x(-2, -0f, 0, 3, -INF, INF), 0, 0, 0, 3, 0, INF);
  }

  @Test
  void apply_relu6_limitsToZeroAndSix() {
    check(Activation.RELU6, x(-2, -0f, 3, 6, 7, -INF, INF), 0, 0, 3, 6, 6, 0, 6);
  }

  @Test
  void apply_clipOpenAbove_limitsBelowOnly() {
    check(Activation.clip(-1, INF), x(-2, 5, INF, -INF), -1, 5, INF, -1);
  }

  @Test
  void apply_leakyRelu_scalesNegatives() {
    check(Activation.leakyRelu(0.25f), x(-4, -0f, 0, 4, -INF, INF), -1, -0f, 0, 4, -INF, INF);
  }

  @Test
  void apply_sigmoid_reachesItsLimits() {
    check(Activation.SIGMOID, x(0, -INF, INF, 1000, -1000), 0.5f, 0, 1, 1, 0);
    assertEquals(0.7310586f, of(Activation.SIGMOID, 1)[0]);
  }

  @Test
  void apply_hardSigmoid_isALimitedLine() {
    check(
        Activation.hardSigmoid(0.25f, 0.5f),
        x(-4, -2, -1, 0, 1, 2, 4, -INF, INF),
        0,
        0,
        0.25f,
        0.5f,
        0.75f,
        1,
        1,
        0,
        1);
  }

  @Test
  void apply_hardSwish_isZeroBelowMinusThreeAndTheIdentityAboveThree() {
    check(Activation.HARD_SWISH, x(-INF, -4, -3, 0, 3, 4, INF), 0, 0, 0, 0, 3, 4, INF);
    assertEquals(-0.375f, of(Activation.HARD_SWISH, -1.5f)[0]);
    assertEquals(1.125f, of(Activation.HARD_SWISH, 1.5f)[0]);
  }

  @Test
  void apply_silu_reachesItsLimits() {
    check(Activation.SILU, x(-INF, 0, INF), 0, 0, INF);
    assertEquals(0.7310586f, of(Activation.SILU, 1)[0]);
    assertEquals(-0.26894143f, of(Activation.SILU, -1)[0]);
    assertEquals(0f, of(Activation.SILU, -1000)[0], 0f);
  }

  @Test
  void apply_tanh_reachesItsLimits() {
    check(Activation.TANH, x(-INF, 0, INF), -1, 0, 1);
    assertEquals(0.7615942f, of(Activation.TANH, 1)[0]);
  }

  @Test
  void apply_denormal_isKept() {
    check(Activation.RELU, x(Float.MIN_VALUE, -Float.MIN_VALUE), Float.MIN_VALUE, 0);
  }

  @Test
  void combine_columnAndRow_broadcasts() {
    Tensor a = Tensor.of(Shape.of(2, 1), 1, 2);
    Tensor b = Tensor.of(Shape.of(3), 10, 20, 30);
    Shape out = Shape.of(2, 3);
    assertTensor(run(Elementwise.ADD, a, b), out, 11, 21, 31, 12, 22, 32);
    assertTensor(run(Elementwise.SUB, a, b), out, -9, -19, -29, -8, -18, -28);
    assertTensor(run(Elementwise.MUL, a, b), out, 10, 20, 30, 20, 40, 60);
    assertTensor(run(Elementwise.DIV, b, a), out, 10, 20, 30, 5, 10, 15);
  }

  @Test
  void combine_channelFactors_scaleWholePlanes() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 1, 2), 1, 2, 3, 4);
    Tensor gate = Tensor.of(Shape.nchw(1, 2, 1, 1), 10, 100);
    assertTensor(run(Elementwise.MUL, x, gate), x.shape(), 10, 20, 300, 400);
    assertTensor(run(Elementwise.MUL, gate, x), x.shape(), 10, 20, 300, 400);
  }

  @Test
  void combine_scalar_meetsEveryElement() {
    Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
    assertTensor(run(Elementwise.SUB, x, Tensor.of(Shape.of(), 1)), x.shape(), 0, 1, 2, 3);
    assertTensor(
        run(Elementwise.ADD, Tensor.of(Shape.of(), 1), Tensor.of(Shape.of(), 2)), Shape.of(), 3);
  }

  @Test
  void combine_divisionByZero_followsIeee() {
    Tensor a = Tensor.of(Shape.of(4), 1, -1, 0, INF);
    Tensor b = Tensor.of(Shape.of(4), 0, 0, 0, INF);
    assertTensor(run(Elementwise.DIV, a, b), Shape.of(4), INF, -INF, NAN, NAN);
  }
}
