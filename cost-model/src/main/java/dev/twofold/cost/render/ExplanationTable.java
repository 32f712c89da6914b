package dev.twofold.cost.render;

import dev.twofold.cost.CostReport;
import dev.twofold.cost.Explanation;
import dev.twofold.cost.Explanation.Difference;
import java.util.ArrayList;
import java.util.List;

/// Why two conventions disagree.
record ExplanationTable(Explanation explanation) implements Table {

  @Override
  public String text() {
    return explanation.differences().isEmpty()
        ? names() + "\nno difference\n" + totals()
        : Table.super.text();
  }

  @Override
  public String heading() {
    return names() + "\n" + kinds().text(TableSummary.WIDTH) + "\n" + totals() + "\n";
  }

  private String names() {
    return "%s by convention '%s' and by '%s'\n"
        .formatted(
            explanation.from().model(),
            explanation.from().convention(),
            explanation.to().convention());
  }

  @Override
  public String footing() {
    return "";
  }

  private Grid kinds() {
    List<List<String>> rows = new ArrayList<>();
    explanation
        .byKind()
        .forEach((kind, total) ->
            rows.add(
                List.of(
                    kind,
                    Integer.toString(total.layers()),
                    Numbers.signed(total.params()),
                    Numbers.signed(total.multAdds()))));
    return new Grid(
        List.of(
            Grid.text("kind of layer"),
            Grid.number("layers that differ"),
            Grid.number("params"),
            Grid.number("mult-adds")),
        rows);
  }

  private String totals() {
    return "params: %s -> %s\nmult-adds: %s -> %s (%s)\n"
        .formatted(
            Numbers.grouped(explanation.from().params()),
            Numbers.grouped(explanation.to().params()),
            Numbers.total(explanation.from()),
            Numbers.total(explanation.to()),
            Numbers.signed(explanation.to().multAdds() - explanation.from().multAdds()));
  }

  @Override
  public Grid grid() {
    return new Grid(
        List.of(
            Grid.shrinking("layer"),
            Grid.text("kind"),
            Grid.number(explanation.from().convention().id()),
            Grid.number(explanation.to().convention().id()),
            Grid.number("difference")),
        explanation.differences().stream().map(ExplanationTable::row).toList());
  }

  private static List<String> row(Difference difference) {
    return List.of(
        difference.from().name(),
        difference.from().kind(),
        Numbers.grouped(difference.from().multAdds()),
        Numbers.grouped(difference.to().multAdds()),
        Numbers.signed(difference.multAdds()));
  }

  @Override
  public Fields fields() {
    return new Fields()
        .with("model", explanation.from().model())
        .with("from", fields(explanation.from()))
        .with("to", fields(explanation.to()))
        .with("kinds", kindFields())
        .with("layers", rows());
  }

  private static Fields fields(CostReport report) {
    return new Fields()
        .with("convention", report.convention().id())
        .with("params", report.params())
        .with("multAdds", report.multAdds());
  }

  private List<Fields> kindFields() {
    return explanation.byKind().entrySet().stream()
        .map(kind ->
            new Fields()
                .with("type", kind.getKey())
                .with("layers", kind.getValue().layers())
                .with("params", kind.getValue().params())
                .with("multAdds", kind.getValue().multAdds()))
        .toList();
  }

  @Override
  public List<Fields> rows() {
    return explanation.differences().stream().map(ExplanationTable::fields).toList();
  }

  private static Fields fields(Difference difference) {
    return new Fields()
        .with("name", difference.from().name())
        .with("type", difference.from().kind())
        .with("fromParams", difference.from().params())
        .with("toParams", difference.to().params())
        .with("fromMultAdds", difference.from().multAdds())
        .with("toMultAdds", difference.to().multAdds());
  }
}
