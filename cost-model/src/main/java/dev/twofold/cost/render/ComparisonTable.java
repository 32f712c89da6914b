package dev.twofold.cost.render;

import dev.twofold.cost.Comparison;
import dev.twofold.cost.Comparison.Row;
import dev.twofold.cost.Comparison.Side;
import dev.twofold.cost.CostReport;
import java.util.List;
import java.util.stream.Stream;

/// Two reports side by side.
///
/// @param depth rows that lie in more containers than this are left out
record ComparisonTable(Comparison comparison, int depth) implements Table {

  @Override
  public String heading() {
    return "%s against %s, mult-adds by convention '%s'\n\n"
        .formatted(
            comparison.left().model(), comparison.right().model(), comparison.left().convention());
  }

  @Override
  public String footing() {
    return "\n"
        + line("params", comparison.left().params(), comparison.right().params())
        + line("mult-adds", comparison.left().multAdds(), comparison.right().multAdds())
        + unknown(comparison.left())
        + unknown(comparison.right());
  }

  @Override
  public Fields fields() {
    return new Fields()
        .with("convention", comparison.left().convention().id())
        .with("left", fields(comparison.left()))
        .with("right", fields(comparison.right()))
        .with("blocks", rows());
  }

  private static Fields fields(CostReport report) {
    return new Fields()
        .with("model", report.model())
        .with("params", report.params())
        .with("multAdds", report.multAdds())
        .with("unknownLayers", report.totals().unknownLayers());
  }

  @Override
  public List<Fields> rows() {
    return shown()
        .map(row ->
            new Fields()
                .with("depth", row.depth())
                .with("name", row.name())
                .with("left", fields(row.left()))
                .with("right", fields(row.right())))
        .toList();
  }

  private static Fields fields(Side side) {
    return new Fields()
        .with("present", side.present())
        .with("type", side.type())
        .with("params", side.params())
        .with("multAdds", side.multAdds());
  }

  private Stream<Row> shown() {
    return comparison.rows().stream().filter(row -> row.depth() <= depth);
  }

  @Override
  public Grid grid() {
    return new Grid(
        List.of(
            Grid.shrinking("block"),
            Grid.number("params left"),
            Grid.number("right"),
            Grid.number("change"),
            Grid.number("mult-adds left"),
            Grid.number("right"),
            Grid.number("change"),
            Grid.number("left/right")),
        Stream.concat(shown().map(this::row), Stream.of(Grid.RULE, total())).toList());
  }

  private List<String> row(Row row) {
    boolean both = row.left().present() && row.right().present();
    boolean known = row.left().multAdds().isPresent() && row.right().multAdds().isPresent();
    long left = row.left().multAdds().orElse(0);
    long right = row.right().multAdds().orElse(0);
    return List.of(
        "  ".repeat(row.depth() - 1) + row.name(),
        params(row.left()),
        params(row.right()),
        both ? change(row.left().params(), row.right().params()) : "",
        multAdds(row.left()),
        multAdds(row.right()),
        both && known ? change(left, right) : "",
        both && known ? ratio(left, right) : "");
  }

  private List<String> total() {
    CostReport left = comparison.left();
    CostReport right = comparison.right();
    return List.of(
        "total",
        Numbers.grouped(left.params()),
        Numbers.grouped(right.params()),
        change(left.params(), right.params()),
        Numbers.total(left),
        Numbers.total(right),
        change(left.multAdds(), right.multAdds()),
        ratio(left.multAdds(), right.multAdds()));
  }

  private static String params(Side side) {
    return side.present() ? Numbers.grouped(side.params()) : "-";
  }

  private static String multAdds(Side side) {
    return side.present() ? Numbers.grouped(side.multAdds()) : "-";
  }

  private static String change(long left, long right) {
    return left == 0 || left == right
        ? ""
        : (right > left ? "+" : "") + Numbers.percent(right - left, left);
  }

  private static String ratio(long left, long right) {
    return right == 0 ? "" : Numbers.fixed((double) left / right, 2) + "x";
  }

  private static String line(String what, long left, long right) {
    String change = change(left, right);
    return "%s: %s -> %s, %s%s%s\n"
        .formatted(
            what,
            Numbers.grouped(left),
            Numbers.grouped(right),
            Numbers.signed(right - left),
            change.isEmpty() ? "" : " (" + change + ")",
            right == 0 ? "" : ", ratio left/right " + ratio(left, right));
  }

  private static String unknown(CostReport report) {
    return report.totals().complete()
        ? ""
        : "%s: mult-adds unknown of %s\n"
            .formatted(report.model(), String.join(", ", report.totals().unknownLayers()));
  }
}
