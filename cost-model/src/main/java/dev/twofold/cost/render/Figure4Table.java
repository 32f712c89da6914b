package dev.twofold.cost.render;

import dev.twofold.cost.Figure4;
import dev.twofold.cost.Figure4.Row;
import java.util.List;

/// Figure 4 of the article: the correct numbers, then the published ones.
record Figure4Table(List<Row> lines) implements Table {

  @Override
  public String heading() {
    return "Regular and depthwise-separable 3 x 3 convolution, c -> 2c channels (Figure 4)\n\n";
  }

  @Override
  public String footing() {
    return "\nMult-adds as published (all computed at 128 x 128, whatever h = w says)\n\n"
        + published().text(TableSummary.WIDTH);
  }

  @Override
  public Fields fields() {
    return new Fields().with("rows", rows());
  }

  @Override
  public List<Fields> rows() {
    return lines.stream().map(Figure4Table::fields).toList();
  }

  private static Fields fields(Row row) {
    return new Fields()
        .with("size", row.size())
        .with("channels", row.channels())
        .with("regularParams", row.regular().params())
        .with("separableParams", row.separable().params())
        .with("regularMultAdds", row.regular().multAdds())
        .with("separableMultAdds", row.separable().multAdds())
        .with("publishedRegularMultAdds", row.published().regular())
        .with("publishedSeparableMultAdds", row.published().separable());
  }

  @Override
  public Grid grid() {
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
        lines.stream().map(Figure4Table::row).toList());
  }

  private static List<String> row(Row row) {
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
        lines.stream().map(Figure4Table::published).toList());
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
