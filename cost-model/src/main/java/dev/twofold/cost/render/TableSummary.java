package dev.twofold.cost.render;

import dev.twofold.cost.CostReport;
import dev.twofold.cost.CostTree;
import dev.twofold.cost.LayerCost;
import dev.twofold.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// A report as a table of our own: the tree of containers with shares of params and mult-adds.
///
/// @param depth rows that lie in more containers than this are left out
record TableSummary(CostReport report, int depth) implements Table {

  static final int WIDTH = 100;

  private static final List<Grid.Column> COLUMNS =
      List.of(
          Grid.shrinking("name"),
          Grid.shrinking("type"),
          Grid.text("output shape"),
          Grid.number("params"),
          Grid.number("share"),
          Grid.number("mult-adds"),
          Grid.number("share"));

  @Override
  public Fields fields() {
    return new ReportFields(report).all();
  }

  @Override
  public List<Fields> rows() {
    return new ReportFields(report).layers();
  }

  @Override
  public Grid grid() {
    List<List<String>> rows = new ArrayList<>();
    CostTree root = CostTree.of(report);
    if (root.children().isEmpty()) {
      rows.add(row(root));
    }
    root.children().forEach(child -> add(child, rows));
    rows.add(Grid.RULE);
    rows.add(
        List.of(
            "total",
            report.model(),
            shape(root.outputs()),
            Numbers.grouped(report.params()),
            share(report.params(), report.params()),
            Numbers.total(report),
            share(report.multAdds(), report.multAdds())));
    return new Grid(COLUMNS, rows);
  }

  private void add(CostTree entry, List<List<String>> rows) {
    if (entry.depth() > depth) {
      return;
    }
    rows.add(row(entry));
    entry.children().forEach(child -> add(child, rows));
  }

  private List<String> row(CostTree entry) {
    OptionalLong multAdds = entry.multAdds();
    boolean counted = entry.repeated() && entry.params() > 0;
    return List.of(
        "  ".repeat(Math.max(0, entry.depth() - 1)) + entry.name(),
        type(entry),
        shape(entry.outputs()),
        counted ? "(shared)" : Numbers.grouped(entry.params()),
        counted ? "" : share(entry.params(), report.params()),
        Numbers.multAdds(entry),
        multAdds.isPresent() ? share(multAdds.getAsLong(), report.multAdds()) : "");
  }

  private static String type(CostTree entry) {
    return switch (entry) {
      case CostTree.Call call -> call.cost().kind();
      case CostTree.Container container -> container.type();
    };
  }

  private static String shape(List<Value> values) {
    return values.isEmpty() ? "" : values.getFirst().shape().toString();
  }

  /// Empty for nothing, so that what counts is seen.
  private static String share(long part, long whole) {
    return part == 0 || whole == 0 ? "" : Numbers.percent(part, whole);
  }

  @Override
  public String heading() {
    String inputs =
        report.graph().inputs().stream()
            .map(value -> value.name() + " " + value.type())
            .collect(Collectors.joining(", "));
    return "%s (%s), mult-adds by convention '%s'\n\n"
        .formatted(report.model(), inputs, report.convention());
  }

  @Override
  public String footing() {
    CostReport.Totals totals = report.totals();
    return "\n%s params, %s of them trainable\n%s mult-adds%s\n%s"
        .formatted(
            Numbers.grouped(totals.params()),
            Numbers.grouped(totals.trainableParams()),
            Numbers.grouped(totals.multAdds()),
            totals.complete() ? " (FLOPs = 2 x that)" : " and those of the layers below",
            totals.complete() ? "" : unknown());
  }

  private String unknown() {
    return report.layers().stream()
        .filter(layer -> layer.multAdds().isEmpty())
        .map(TableSummary::unknown)
        .collect(Collectors.joining());
  }

  private static String unknown(LayerCost layer) {
    return "unknown mult-adds: %s (%s)\n".formatted(layer.name(), layer.kind());
  }
}
