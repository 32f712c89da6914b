package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.io.Normalisation.ChannelOrder;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalisationTest {

  private static final Tensor PICTURE = Tensor.of(Shape.nchw(1, 3, 1, 2), 1, 2, 3, 4, 5, 6);

  @Test
  void apply_meanAndDeviation_areTakenPerChannel() {
    Normalisation halves =
        new Normalisation(ChannelOrder.RGB, List.of(1f, 2f, 3f), List.of(0.5f, 1f, 2f));
    assertArrayEquals(new float[] {0, 2, 1, 2, 1, 1.5f}, halves.apply(PICTURE).floats());
  }

  @Test
  void apply_blueFirst_numbersFollowTheOrder() {
    Normalisation blueFirst =
        new Normalisation(ChannelOrder.RGB, List.of(5f, 3f, 1f), List.of(1f, 1f, 1f))
            .withOrder(ChannelOrder.BGR);
    assertArrayEquals(new float[] {0, 1, 0, 1, 0, 1}, blueFirst.apply(PICTURE).floats());
  }

  @Test
  void constructor_wrongNumbers_isRefused() {
    List<Float> three = List.of(1f, 1f, 1f);
    IllegalArgumentException count =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Normalisation(ChannelOrder.RGB, List.of(1f), three));
    assertEquals(
        "normalisation: 3 means and 3 deviations are needed, got [1.0] and [1.0, 1.0, 1.0]",
        count.getMessage());
    IllegalArgumentException zero =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Normalisation(ChannelOrder.RGB, three, List.of(1f, 0f, 1f)));
    assertEquals("normalisation: a deviation is 0, got [1.0, 0.0, 1.0]", zero.getMessage());
  }
}
