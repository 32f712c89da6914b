package dev.twofold.cost;

import dev.twofold.cost.Budget.Quantity;
import java.util.List;
import java.util.stream.Collectors;

/// Budgets in unit tests:
///
/// ```java
/// CostAssert.assertThat(CostModel.of(graph)).multAddsBelow(600_000_000).paramsBelow(4_500_000);
/// ```
public final class CostAssert {

  private final CostReport report;

  private CostAssert(CostReport report) {
    this.report = report;
  }

  /// Begins assertions about a report.
  public static CostAssert assertThat(CostReport report) {
    return new CostAssert(report);
  }

  /// Fails unless the mult-adds are known of all layers and fewer than `limit` in total.
  ///
  /// @throws AssertionError that names the worst layers
  public CostAssert multAddsBelow(long limit) {
    return below(Quantity.MULT_ADDS, limit);
  }

  /// Fails unless there are fewer than `limit` params.
  ///
  /// @throws AssertionError that names the worst layers
  public CostAssert paramsBelow(long limit) {
    return below(Quantity.PARAMS, limit);
  }

  /// Fails unless the peak of activations, with buffers used again, is below `limit` bytes.
  ///
  /// @throws AssertionError that names the layers that hold most
  public CostAssert peakActivationBytesBelow(long limit) {
    return below(Quantity.PEAK_ACTIVATION_BYTES, limit);
  }

  private CostAssert below(Quantity quantity, long limit) {
    List<Budget.Violation> violations = Budget.UNLIMITED.atMost(quantity, limit - 1).check(report);
    if (!violations.isEmpty()) {
      throw new AssertionError(
          violations.stream().map(Budget.Violation::message).collect(Collectors.joining("\n")));
    }
    return this;
  }
}
