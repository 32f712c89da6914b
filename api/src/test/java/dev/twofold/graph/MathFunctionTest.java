package dev.twofold.graph;

import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.MathFunction.Function;
import dev.twofold.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MathFunctionTest {

  @Test
  void outputs_oneArgument_keepsTheShape() {
    infers(Shape.of(2, 3), new MathFunction(Function.SQRT), Shape.of(2, 3));
    refuses("takes 1 input, got 2", new MathFunction(Function.EXP), Shape.of(2, 3), Shape.of(2, 3));
  }

  @Test
  void outputs_twoArguments_broadcast() {
    infers(Shape.of(2, 3, 4), new MathFunction(Function.MAX), Shape.of(2, 1, 4), Shape.of(3, 1));
    refuses("takes 2 inputs, got 1", new MathFunction(Function.POW), Shape.of(2));
  }

  @Test
  void kind_eachFunction_isItsUsualName() {
    assertEquals(
        List.of(
            "Exp", "Log", "Sqrt", "Erf", "Floor", "Ceil", "Round", "Min", "Max", "Pow", "Equal",
            "Less", "Greater"),
        Arrays.stream(Function.values()).map(f -> new MathFunction(f).kind()).toList());
  }
}
