package dev.twofold.cuda.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.spi.Epilogue;
import org.junit.jupiter.api.Test;

class FinishTest {

  private static final Epilogue.Stage ADD = new Epilogue.AddResidual();
  private static final Epilogue.Stage SWISH = new Epilogue.Activate(Activation.HARD_SWISH);

  @Test
  void of_nothing_isAClipBetweenInfinities() {
    assertEquals(Finish.NONE, Finish.of(Epilogue.NONE));
  }

  @Test
  void of_residualAlone_isAddedAfterNothing() {
    Finish finish = Finish.of(Epilogue.NONE.then(ADD));
    assertEquals(Finish.Residual.AFTER, finish.residual());
    assertEquals(Finish.Function.CLIP, finish.function());
  }

  @Test
  void of_bothOrders_placesTheResidual() {
    assertEquals(Finish.Residual.BEFORE, Finish.of(Epilogue.NONE.then(ADD).then(SWISH)).residual());
    assertEquals(Finish.Residual.AFTER, Finish.of(Epilogue.NONE.then(SWISH).then(ADD)).residual());
  }

  @Test
  void of_rectifier_isAClipFromZero() {
    assertEquals(
        new Finish(Finish.Function.CLIP, 0, Float.POSITIVE_INFINITY, Finish.Residual.NONE),
        Finish.of(Activation.RELU));
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
