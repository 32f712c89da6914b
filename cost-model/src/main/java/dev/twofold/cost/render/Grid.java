package dev.twofold.cost.render;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    /// At the left, in several lines where the table is too wide.
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
    shrink(widths, limit, Integer.MAX_VALUE);
    shrink(widths, limit, LEAST_SHRUNK);
    String rule = "─".repeat(IntStream.of(widths).sum() + GAP.length() * (widths.length - 1));
    List<String> lines = new ArrayList<>();
    lines.add(line(titles(), widths));
    lines.add(rule);
    rows.forEach(row -> lines.addAll(row.isEmpty() ? List.of(rule) : lines(row, widths)));
    return String.join("\n", lines) + "\n";
  }

  List<String> titles() {
    return columns.stream().map(Column::title).toList();
  }

  private int width(int column) {
    int longest = cells(column).mapToInt(String::length).max().orElse(0);
    return Math.max(columns.get(column).title().length(), longest);
  }

  /// Takes a character at a time where it wraps the fewest cells, of the widest such column.
  ///
  /// @param unbroken the most characters of a word that stay in one line
  private void shrink(int[] widths, int limit, int unbroken) {
    int[] least = IntStream.range(0, widths.length).map(i -> least(i, unbroken)).toArray();
    int excess = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) - limit;
    for (; excess > 0; excess--) {
      int column =
          IntStream.range(0, widths.length)
              .filter(i -> widths[i] > least[i])
              .reduce(-1, (a, b) -> a < 0 || givesBefore(b, a, widths) ? b : a);
      if (column < 0) {
        return;
      }
      widths[column]--;
    }
  }

  private boolean givesBefore(int column, int other, int[] widths) {
    long wrapped = longer(column, widths[column] - 1);
    long otherwise = longer(other, widths[other] - 1);
    return wrapped < otherwise || (wrapped == otherwise && widths[column] > widths[other]);
  }

  /// What a column needs: all of it, or where it shrinks, as much as breaks its cells well.
  private int least(int column, int unbroken) {
    if (columns.get(column).kind() != Kind.SHRINKING) {
      return width(column);
    }
    int needed = cells(column).mapToInt(Wrapping::least).max().orElse(0);
    return Math.max(columns.get(column).title().length(), Math.min(needed, unbroken));
  }

  private long longer(int column, int width) {
    return cells(column).filter(cell -> cell.length() > width).count();
  }

  private Stream<String> cells(int column) {
    return rows.stream().filter(row -> !row.isEmpty()).map(row -> row.get(column));
  }

  /// A row, in several lines where a cell is longer than its column.
  private List<String> lines(List<String> cells, int[] widths) {
    List<List<String>> parts =
        IntStream.range(0, widths.length)
            .mapToObj(i -> Wrapping.of(cells.get(i), widths[i]))
            .toList();
    int height = parts.stream().mapToInt(List::size).max().orElse(1);
    return IntStream.range(0, height)
        .mapToObj(y -> parts.stream().map(part -> y < part.size() ? part.get(y) : "").toList())
        .map(line -> line(line, widths))
        .toList();
  }

  private String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> cell(cells.get(i), columns.get(i).kind(), widths[i]))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String cell(String text, Kind kind, int width) {
    String padding = " ".repeat(Math.max(0, width - text.length()));
    return kind == Kind.NUMBER ? padding + text : text + padding;
  }
}
