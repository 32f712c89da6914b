package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.cost.Budget.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

  private static final CostReport REPORT = CostModel.of(TestGraphs.separable());

  @Test
  void check_exactlyAtTheLimit_isKept() {
    Budget budget =
        Budget.UNLIMITED
            .atMost(Quantity.PARAMS, 656)
            .atMost(Quantity.MULT_ADDS, 10_747_904)
            .atMost(Quantity.PEAK_ACTIVATION_BYTES, 3_145_728);

    assertEquals(List.of(), budget.check(REPORT));
  }

  @Test
  void check_oneAboveTheLimit_namesTheWorstLayers() {
    Budget budget =
        Budget.UNLIMITED
            .atMost(Quantity.PARAMS, 655)
            .atMost(Quantity.MULT_ADDS, 10_747_903)
            .atMost(Quantity.PEAK_ACTIVATION_BYTES, 3_145_727);

    assertEquals(
        List.of(
            "DepthwiseSeparableConv has 656 params, allowed are at most 655;"
                + " worst: pointwise 512, depthwise 144",
            "DepthwiseSeparableConv has 10,747,904 mult-adds, allowed are at most 10,747,903;"
                + " worst: pointwise 8,388,608, depthwise 2,359,296",
            "DepthwiseSeparableConv has 3,145,728 peak activation bytes, allowed are at most"
                + " 3,145,727; worst: pointwise 3,145,728, depthwise 2,097,152"),
        budget.check(REPORT).stream().map(Budget.Violation::message).toList());
  }

  @Test
  void check_unknownLayer_keepsNoLimitOnMultAdds() {
    List<Budget.Violation> violations =
        Budget.UNLIMITED
            .atMost(Quantity.MULT_ADDS, 1_000_000)
            .check(CostModel.of(TestGraphs.withCustomLayers()));

    assertEquals(
        "Net has 97 mult-adds, allowed are at most 1,000,000; mult-adds unknown of mystery",
        violations.getFirst().message());
  }

  @ParameterizedTest
  @CsvSource({"600M, 600000000", "1.5G, 1500000000", "4200, 4200", "2k, 2000", "0, 0"})
  void amount_withUnit_isRead(String text, long amount) {
    assertEquals(amount, Budget.amount(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "600m", "0.5", "-1", "1e400000000", "10000000000G", "six"})
  void amount_notOne_isRefused(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Budget.amount(text));
    assertEquals(
        "amount '%s': expected a whole number, or one with k, M, G or T, such as 600M"
            .formatted(text),
        e.getMessage());
  }

  @Test
  void assertThat_everythingBelow_passes() {
    CostAssert.assertThat(REPORT)
        .multAddsBelow(10_747_905)
        .paramsBelow(657)
        .peakActivationBytesBelow(3_145_729);
  }

  @Test
  void assertThat_exactlyAtTheLimit_fails() {
    CostAssert check = CostAssert.assertThat(REPORT);

    assertThrows(AssertionError.class, () -> check.multAddsBelow(10_747_904));
    assertThrows(AssertionError.class, () -> check.peakActivationBytesBelow(3_145_728));
    AssertionError e = assertThrows(AssertionError.class, () -> check.paramsBelow(656));
    assertEquals(
        "DepthwiseSeparableConv has 656 params, allowed are at most 655;"
            + " worst: pointwise 512, depthwise 144",
        e.getMessage());
  }
}
