package dev.twofold.cost.render;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A table before it has a form: titled columns and rows of cells.
///
/// @param columns the columns
/// @param rows the cells; an empty row is a rule
record Grid(List<Column> columns, List<List<String>> rows) {

  private static final String GAP = "  ";
  private static final int LEAST_SHRUNK = 10;

  /// A column.
  ///
  /// @param kind how its cells are set
  record Column(String title, Kind kind) {}

  /// How the cells of a column are set.
  enum Kind {
    /// At the left, whole.
    TEXT,
    /// At the left, shortened where the table is too wide.
    SHRINKING,
    /// At the right.
    NUMBER
  }

  static final List<String> RULE = List.of();

  Grid {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  static Column text(String title) {
    return new Column(title, Kind.TEXT);
  }

  static Column shrinking(String title) {
    return new Column(title, Kind.SHRINKING);
  }

  static Column number(String title) {
    return new Column(title, Kind.NUMBER);
  }

  /// Columns padded with spaces.
  ///
  /// @param limit the width that shrinking columns give way to, in characters
  String text(int limit) {
    int[] widths = IntStream.range(0, columns.size()).map(this::width).toArray();
    shrink(widths, limit);
    String rule = "─".repeat(IntStream.of(widths).sum() + GAP.length() * (widths.length - 1));
    List<String> lines = new ArrayList<>();
    lines.add(line(titles(), widths));
    lines.add(rule);
    rows.forEach(row -> lines.add(row.isEmpty() ? rule : line(row, widths)));
    return String.join("\n", lines) + "\n";
  }

  List<String> titles() {
    return columns.stream().map(Column::title).toList();
  }

  private int width(int column) {
    return IntStream.concat(
            IntStream.of(columns.get(column).title().length()),
            rows.stream().filter(row -> !row.isEmpty()).mapToInt(row -> row.get(column).length()))
        .max()
        .orElse(0);
  }

  /// Takes from the widest shrinking column, character by character.
  private void shrink(int[] widths, int limit) {
    int excess = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) - limit;
    while (excess > 0) {
      int widest =
          IntStream.range(0, widths.length)
              .filter(i -> columns.get(i).kind() == Kind.SHRINKING && widths[i] > LEAST_SHRUNK)
              .reduce(-1, (a, b) -> a < 0 || widths[b] > widths[a] ? b : a);
      if (widest < 0) {
        return;
      }
      widths[widest]--;
      excess--;
    }
  }

  private String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> cell(cells.get(i), columns.get(i).kind(), widths[i]))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String cell(String text, Kind kind, int width) {
    String padding = " ".repeat(Math.max(0, width - text.length()));
    return switch (kind) {
      case TEXT -> text + padding;
      case NUMBER -> padding + text;
      case SHRINKING -> shortened(text, width) + padding;
    };
  }

  /// The beginning and the end of a text, which tell most of a path.
  private static String shortened(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int head = width / 2;
    return text.substring(0, head) + "…" + text.substring(text.length() - (width - head - 1));
  }
}
