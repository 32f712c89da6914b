package dev.twofold.cli;

import java.util.ArrayList;
import java.util.List;

/// A table of aligned columns. Columns whose title begins with `>` stand to the right.
final class TextTable {

  private final List<String> titles;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... titles) {
    this.titles = List.of(titles);
  }

  TextTable row(String... cells) {
    if (cells.length != titles.size()) {
      throw new IllegalArgumentException(
          "table of %d columns: got %d cells".formatted(titles.size(), cells.length));
    }
    rows.add(List.of(cells));
    return this;
  }

  void printTo(Console console) {
    List<String> header = titles.stream().map(title -> title.replaceFirst("^>", "")).toList();
    int[] widths = new int[titles.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = header.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    console.line(line(header, widths));
    console.line(rule(widths));
    rows.forEach(row -> console.line(line(row, widths)));
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - cells.get(i).length());
      boolean right = titles.get(i).startsWith(">");
      line.append(i == 0 ? "" : "  ");
      line.append(right ? gap + cells.get(i) : cells.get(i) + gap);
    }
    return line.toString().stripTrailing();
  }

  private static String rule(int[] widths) {
    int width = 2 * (widths.length - 1);
    for (int column : widths) {
      width += column;
    }
    return "─".repeat(width);
  }
}
