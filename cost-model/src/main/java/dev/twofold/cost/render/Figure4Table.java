package dev.twofold.cost.render;

import dev.twofold.cost.Figure4;
import dev.twofold.cost.Figure4.Row;
import java.util.List;

/// Figure 4 of the article as text: the correct numbers, then the published ones.
record Figure4Table(List<Row> rows) {

  String text() {
    return "Regular and depthwise-separable 3 x 3 convolution, c -> 2c channels (Figure 4)\n\n"
        + correct().text(TableSummary.WIDTH)
        + "\nMult-adds as published (all computed at 128 x 128, whatever h = w says)\n\n"
        + published().text(TableSummary.WIDTH);
  }

  private Grid correct() {
    return new Grid(
        List.of(
            Grid.number("h = w"),
            Grid.number("c"),
            Grid.number("regular params"),
            Grid.number("separable"),
            Grid.number("ratio"),
            Grid.number("regular mult-adds"),
            Grid.number("separable"),
            Grid.number("ratio")),
        rows.stream().map(Figure4Table::correct).toList());
  }

  private static List<String> correct(Row row) {
    return List.of(
        Integer.toString(row.size()),
        Integer.toString(row.channels()),
        Numbers.grouped(row.regular().params()),
        Numbers.grouped(row.separable().params()),
        ratio(row.separable().params(), row.regular().params()),
        Numbers.grouped(row.regular().multAdds()),
        Numbers.grouped(row.separable().multAdds()),
        ratio(row.separable().multAdds(), row.regular().multAdds()));
  }

  private Grid published() {
    return new Grid(
        List.of(
            Grid.number("h = w"),
            Grid.number("c"),
            Grid.number("regular, published"),
            Grid.number("separable, published"),
            Grid.text("")),
        rows.stream().map(Figure4Table::published).toList());
  }

  private static List<String> published(Row row) {
    Figure4.Published published = row.published();
    boolean correct =
        published.regular() == row.regular().multAdds()
            && published.separable() == row.separable().multAdds();
    return List.of(
        Integer.toString(row.size()),
        Integer.toString(row.channels()),
        Numbers.grouped(published.regular()),
        Numbers.grouped(published.separable()),
        correct
            ? "correct"
            : "too high: %sx and %sx"
                .formatted(
                    times(published.regular(), row.regular().multAdds()),
                    times(published.separable(), row.separable().multAdds())));
  }

  private static String ratio(long part, long whole) {
    return Numbers.fixed((double) part / whole, 6);
  }

  private static String times(long published, long correct) {
    return Numbers.fixed((double) published / correct, 0);
  }
}
