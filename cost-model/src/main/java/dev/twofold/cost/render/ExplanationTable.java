package dev.twofold.cost.render;

import dev.twofold.cost.Explanation;
import dev.twofold.cost.Explanation.Difference;
import java.util.ArrayList;
import java.util.List;

/// Why two conventions disagree, as text.
record ExplanationTable(Explanation explanation) {

  String text() {
    String heading =
        "%s by convention '%s' and by '%s'\n"
            .formatted(
                explanation.from().model(),
                explanation.from().convention(),
                explanation.to().convention());
    return explanation.differences().isEmpty()
        ? heading + "\nno difference\n" + totals()
        : heading + "\n" + kinds().text(TableSummary.WIDTH) + "\n" + totals() + "\n" + layers();
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
            Numbers.grouped(explanation.from().multAdds()),
            Numbers.grouped(explanation.to().multAdds()),
            Numbers.signed(explanation.to().multAdds() - explanation.from().multAdds()));
  }

  private String layers() {
    return new Grid(
            List.of(
                Grid.shrinking("layer"),
                Grid.text("kind"),
                Grid.number(explanation.from().convention().id()),
                Grid.number(explanation.to().convention().id()),
                Grid.number("difference")),
            explanation.differences().stream().map(ExplanationTable::row).toList())
        .text(TableSummary.WIDTH);
  }

  private static List<String> row(Difference difference) {
    return List.of(
        difference.from().name(),
        difference.from().kind(),
        Numbers.grouped(difference.from().multAdds()),
        Numbers.grouped(difference.to().multAdds()),
        Numbers.signed(difference.multAdds()));
  }
}
