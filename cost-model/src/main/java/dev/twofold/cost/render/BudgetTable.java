package dev.twofold.cost.render;

import dev.twofold.cost.Budget;
import dev.twofold.cost.Budget.Quantity;
import dev.twofold.cost.Budget.Violation;
import dev.twofold.cost.CostReport;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A budget and what a network needs of it.
record BudgetTable(CostReport report, List<Line> lines) implements Table {

  /// A quantity that is limited.
  ///
  /// @param message what is wrong; empty if the limit is kept
  record Line(Quantity quantity, long limit, long actual, String message) {

    boolean kept() {
      return message.isEmpty();
    }
  }

  static BudgetTable of(Budget budget, CostReport report) {
    List<Violation> violations = budget.check(report);
    return new BudgetTable(
        report,
        Arrays.stream(Quantity.values())
            .filter(budget.limits()::containsKey)
            .map(quantity -> line(quantity, budget, report, violations))
            .toList());
  }

  private static Line line(
      Quantity quantity, Budget budget, CostReport report, List<Violation> violations) {
    String message =
        violations.stream()
            .filter(violation -> violation.quantity() == quantity)
            .map(Violation::message)
            .collect(Collectors.joining());
    long limit = budget.limits().getOrDefault(quantity, Long.MAX_VALUE);
    return new Line(quantity, limit, Budget.actual(quantity, report), message);
  }

  @Override
  public String heading() {
    return "%s, mult-adds by convention '%s'\n\n".formatted(report.model(), report.convention());
  }

  @Override
  public Grid grid() {
    return new Grid(
        List.of(
            Grid.text("budget"),
            Grid.number("at most"),
            Grid.number("needed"),
            Grid.number("of it"),
            Grid.text("kept")),
        lines.stream().map(this::row).toList());
  }

  private List<String> row(Line line) {
    boolean unknown = line.quantity() == Quantity.MULT_ADDS && !report.totals().complete();
    return List.of(
        line.quantity().toString(),
        Numbers.grouped(line.limit()),
        Numbers.grouped(line.actual()) + (unknown ? " + ?" : ""),
        Numbers.percent(line.actual(), line.limit()),
        line.kept() ? "yes" : "NO");
  }

  @Override
  public String footing() {
    String messages =
        lines.stream()
            .filter(line -> !line.kept())
            .map(line -> line.message() + "\n")
            .collect(Collectors.joining());
    return messages.isEmpty() ? "" : "\n" + messages;
  }

  @Override
  public Fields fields() {
    return new Fields()
        .with("model", report.model())
        .with("convention", report.convention().id())
        .with("kept", lines.stream().allMatch(Line::kept))
        .with("limits", rows());
  }

  @Override
  public List<Fields> rows() {
    return lines.stream()
        .map(line ->
            new Fields()
                .with("quantity", line.quantity().toString())
                .with("limit", line.limit())
                .with("actual", line.actual())
                .with("kept", line.kept())
                .with("message", line.message()))
        .toList();
  }
}
