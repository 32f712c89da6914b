package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.plan.Operand;
import dev.twofold.graph.Activation;
import dev.twofold.spi.Epilogue;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinishTest {

  private static final Epilogue.Stage ADD = new Epilogue.AddResidual();

  private static List<Operand> structure(int function, float a, float b, int residual) {
    return List.of(
        new Operand.Int32(function),
        new Operand.Float32(a),
        new Operand.Float32(b),
        new Operand.Int32(residual));
  }

  private static Epilogue.Stage act(Activation activation) {
    return new Epilogue.Activate(activation);
  }

  @Test
  void operands_nothing_isAClipThatLeavesEverything() {
    assertEquals(
        structure(0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0),
        Finish.of(Epilogue.NONE).operands());
  }

  @Test
  void operands_orderOfStages_isWhereTheResidualIsAdded() {
    Epilogue before = Epilogue.NONE.then(ADD).then(act(Activation.RELU6));
    Epilogue after = Epilogue.NONE.then(act(Activation.RELU6)).then(ADD);
    assertEquals(structure(0, 0, 6, 1), Finish.of(before).operands());
    assertEquals(structure(0, 0, 6, 2), Finish.of(after).operands());
    float infinity = Float.POSITIVE_INFINITY;
    assertEquals(
        structure(0, -infinity, infinity, 1), Finish.of(Epilogue.NONE.then(ADD)).operands());
  }

  @Test
  void operands_functions_haveTheNumbersOfTheSource() {
    assertEquals(structure(0, 0, Float.POSITIVE_INFINITY, 0), of(Activation.RELU));
    assertEquals(structure(0, -1, 2, 0), of(Activation.clip(-1, 2)));
    assertEquals(structure(1, 0.25f, 0, 0), of(Activation.leakyRelu(0.25f)));
    assertEquals(structure(2, 0.2f, 0.5f, 0), of(Activation.hardSigmoid(0.2f, 0.5f)));
    assertEquals(structure(3, 0, 0, 0), of(Activation.HARD_SWISH));
    assertEquals(structure(4, 0, 0, 0), of(Activation.SIGMOID));
    assertEquals(structure(5, 0, 0, 0), of(Activation.SILU));
    assertEquals(structure(6, 0, 0, 0), of(Activation.TANH));
  }

  private static List<Operand> of(Activation activation) {
    return Finish.of(activation).operands();
  }

  @Test
  void isExponential_function_tellsWhereItRuns() {
    assertTrue(Finish.of(Activation.SIGMOID).isExponential());
    assertTrue(Finish.of(Activation.SILU).isExponential());
    assertTrue(Finish.of(Activation.TANH).isExponential());
    assertFalse(Finish.of(Activation.HARD_SWISH).isExponential());
    assertFalse(Finish.NONE.isExponential());
  }
}
