package dev.twofold.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OracleTest {

  private static final Shape IMAGE = Shape.nchw(1, 1, 3, 3);
  private static final Tensor ONE_TO_NINE = Tensor.of(IMAGE, 1, 2, 3, 4, 5, 6, 7, 8, 9);

  @Test
  void convolution_byHand_sumsUnderTheWindow() {
    LayerCall call = Family.call(Convolution.regular(1, 1, Window.same(3)), IMAGE);
    Weights weights =
        Weights.of(
            Map.of("weight", Tensor.of(Shape.nchw(1, 1, 3, 3), 1, 0, 0, 0, 10, 0, 0, 0, 100)));
    Expected expected = Oracle.of(call, List.of(ONE_TO_NINE), weights).getFirst();
    assertArrayEquals(
        new float[] {510, 620, 30, 840, 951, 62, 70, 84, 95}, expected.rounded().floats());
  }

  @Test
  void bound_sumOfProducts_isGammaOfTheTerms() {
    LayerCall call = Family.call(Convolution.pointwise(2, 1), Shape.nchw(1, 2, 1, 1));
    Weights weights = Weights.of(Map.of("weight", Tensor.of(Shape.nchw(1, 2, 1, 1), 3, -4)));
    Tensor x = Tensor.of(Shape.nchw(1, 2, 1, 1), 0.5f, 0.25f);
    Expected expected = Oracle.of(call, List.of(x), weights).getFirst();
    double u = 0x1p-24;
    assertEquals(2 * (2 * u / (1 - 2 * u)) * 2.5, expected.slack()[0], 1e-12);
    assertThrows(
        AssertionError.class,
        () ->
            expected.check(
                "here", Tensor.of(Shape.nchw(1, 1, 1, 1), 0.5001f), Expected.Strictness.BOUND));
  }

  @Test
  void maxPool_ties_recordTheFirstPlace() {
    LayerCall call = Family.call(Pool2d.maxWithIndices(Window.of(2)), IMAGE);
    Tensor x = Tensor.of(IMAGE, 5, 5, 1, 5, 5, 1, 0, 0, Float.NaN);
    List<Expected> outputs = Oracle.of(call, List.of(x), Weights.of(Map.of()));
    assertArrayEquals(new int[] {0, 1, 3, 8}, outputs.get(1).rounded().ints());
    assertTrue(Float.isNaN(outputs.get(0).rounded().floats()[3]));
  }

  @Test
  void relu_negativeZero_isPositiveZeroToTheBit() {
    LayerCall call = Family.call(Activation.RELU, Shape.of(1));
    Expected expected =
        Oracle.of(call, List.of(Tensor.of(Shape.of(1), -0f)), Weights.of(Map.of())).getFirst();
    assertThrows(
        AssertionError.class,
        () -> expected.check("here", Tensor.of(Shape.of(1), -0f), Expected.Strictness.BITS));
    expected.check("here", Tensor.of(Shape.of(1), 0f), Expected.Strictness.BITS);
  }

  @Test
  void erf_knownValues_areMet() {
    assertEquals(0.8427007929497149, PointRules.erf(1), 1e-15);
    assertEquals(-0.9999779095030014, PointRules.erf(-3), 1e-15);
  }
}
