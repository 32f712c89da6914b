package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MathematicsTest {

  /// Abramowitz and Stegun, Handbook of Mathematical Functions, table 7.1, and beyond it 1.
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.5, 0.5204998778",
    "1, 0.8427007929",
    "2, 0.9953222650",
    "2.9, 0.9999589021219005",
    "3.5, 0.999999256901628",
    "7, 1"
  })
  void apply_errorFunction_equalsTheTable(double x, double expected) {
    assertEquals(expected, Mathematics.apply(Function.ERF, x, x), 1e-10);
    assertEquals(-expected, Mathematics.apply(Function.ERF, -x, -x), 1e-10);
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void apply_nan_givesNanOrNoTruth(Function function) {
    double result = Mathematics.apply(function, Double.NaN, Double.NaN);
    if (function.isComparison()) {
      assertEquals(0, result);
    } else {
      assertTrue(Double.isNaN(result));
    }
  }

  @Test
  void run_comparisons_areOneOrZero() {
    Tensor x = Tensor.of(Shape.of(4), 1, 2, 3, Float.POSITIVE_INFINITY);
    Tensor two = Tensor.of(Shape.of(1), 2);

    assertTensor(run(new MathFunction(Function.LESS), x, two), x.shape(), 1, 0, 0, 0);
    assertTensor(run(new MathFunction(Function.EQUAL), x, two), x.shape(), 0, 1, 0, 0);
    assertTensor(run(new MathFunction(Function.GREATER), x, two), x.shape(), 0, 0, 1, 1);
  }

  @Test
  void run_rounding_takesHalvesToTheEvenSide() {
    Tensor x = Tensor.of(Shape.of(5), -1.5f, -0.25f, 0.5f, 1.5f, 2.5f);

    assertTensor(run(new MathFunction(Function.ROUND), x), x.shape(), -2, -0f, 0, 2, 2);
    assertTensor(run(new MathFunction(Function.FLOOR), x), x.shape(), -2, -1, 0, 1, 2);
    assertTensor(run(new MathFunction(Function.CEIL), x), x.shape(), -1, -0f, 1, 2, 3);
  }

  @Test
  void apply_outsideTheDomain_givesNanOrALimit() {
    assertTrue(Double.isNaN(Mathematics.apply(Function.SQRT, -1, 0)));
    assertTrue(Double.isNaN(Mathematics.apply(Function.LOG, -1, 0)));
    assertEquals(Double.NEGATIVE_INFINITY, Mathematics.apply(Function.LOG, 0, 0));
    assertEquals(0, Mathematics.apply(Function.EXP, Double.NEGATIVE_INFINITY, 0));
    assertEquals(1, Mathematics.apply(Function.ERF, Double.POSITIVE_INFINITY, 0));
  }

  @Test
  void run_functionsOfTwo_broadcast() {
    Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor y = Tensor.of(Shape.of(2, 1), 2, 5);

    assertTensor(run(new MathFunction(Function.MIN), x, y), x.shape(), 1, 2, 2, 4, 5, 5);
    assertTensor(run(new MathFunction(Function.MAX), x, y), x.shape(), 2, 2, 3, 5, 5, 6);
    assertTensor(run(new MathFunction(Function.POW), x, y), x.shape(), 1, 4, 9, 1024, 3125, 7776);
  }

  /// A residual is an input behind the function's own.
  @Test
  void run_beforeAResidual_takesItsOwnArguments() {
    Tensor x = Tensor.of(Shape.of(2), 3, 2);
    Tensor y = Tensor.of(Shape.of(1), 2);
    Tensor residual = Tensor.of(Shape.of(2), 100, 1000);

    LayerCall power =
        Runs.call(new MathFunction(Function.POW), x, y).then(new Epilogue.AddResidual());
    assertTensor(Runs.outputs(power, Map.of(), x, y, residual).getFirst(), x.shape(), 109, 1004);
    LayerCall root = Runs.call(new MathFunction(Function.SQRT), y).then(new Epilogue.AddResidual());
    assertTensor(
        Runs.outputs(root, Map.of(), Tensor.of(Shape.of(1), 4), Tensor.of(Shape.of(1), 7))
            .getFirst(),
        y.shape(),
        9);
  }

  @Test
  void run_functionsOfOne_areApplied() {
    Tensor x = Tensor.of(Shape.of(3), 0, 1, 4);

    assertTensor(run(new MathFunction(Function.SQRT), x), x.shape(), 0, 1, 2);
    assertTensor(run(new MathFunction(Function.EXP), x), x.shape(), 1, (float) Math.E, 54.59815f);
  }

  @Test
  void run_product_isRowsTimesColumns() {
    Tensor a = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor b = Tensor.of(Shape.of(3, 2), 1, 0, 0, 1, 2, -1);

    assertTensor(run(new MatMul(), a, b), Shape.of(2, 2), 7, -1, 16, -1);
  }

  @Test
  void run_productOfStacks_broadcasts() {
    Tensor a = Tensor.of(Shape.of(2, 1, 1, 2), 1, 2, 3, 4);
    Tensor b = Tensor.of(Shape.of(3, 2, 1), 1, 0, 0, 1, 1, 1);

    assertTensor(run(new MatMul(), a, b), Shape.of(2, 3, 1, 1), 1, 2, 3, 3, 4, 7);
  }
}
