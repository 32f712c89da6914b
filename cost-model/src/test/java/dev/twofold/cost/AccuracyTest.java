package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyTest {

  @Test
  void of_sameTimes_isPerfect() {
    Accuracy accuracy = Accuracy.of(List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 3.0));
    assertEquals(new Accuracy(3, 0, 0, 1), accuracy);
  }

  @Test
  void of_oneTooLong_isTheMeanOfErrors() {
    Accuracy accuracy = Accuracy.of(List.of(1.5, 2.0), List.of(1.0, 2.0));
    assertEquals(0.25, accuracy.meanError(), 1e-12);
    assertEquals(0.5 / 3, accuracy.totalError(), 1e-12);
  }

  @Test
  void of_reversedOrder_correlatesNegatively() {
    List<Double> up = List.of(1.0, 2.0, 3.0, 4.0);
    assertEquals(-1, Accuracy.of(up, up.reversed()).rankCorrelation(), 1e-12);
  }

  /// Worked by hand: ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3.
  @Test
  void of_ties_shareTheirRank() {
    Accuracy accuracy = Accuracy.of(List.of(1.0, 2.0, 2.0, 4.0), List.of(1.0, 2.0, 3.0, 4.0));
    assertEquals(4.5 / Math.sqrt(4.5 * 5), accuracy.rankCorrelation(), 1e-12);
  }

  @Test
  void of_differentNumbers_saysSo() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> Accuracy.of(List.of(1.0), List.of(1.0, 2.0)));
    assertEquals(
        "accuracy: expected as many predicted as measured times and at least one, got 1 and 2",
        thrown.getMessage());
  }
}
