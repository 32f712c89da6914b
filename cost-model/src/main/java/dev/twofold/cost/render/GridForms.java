package dev.twofold.cost.render;

import java.util.List;
import java.util.stream.Collectors;

/// A grid in the forms of other programs.
final class GridForms {

  private GridForms() {}

  /// A Markdown table. Indents become non-breaking spaces.
  static String markdown(Grid grid) {
    String rule =
        grid.columns().stream()
            .map(column -> column.kind() == Grid.Kind.NUMBER ? "---:" : "---")
            .collect(Collectors.joining(" | ", "| ", " |\n"));
    return markdownLine(grid.titles())
        + rule
        + grid.rows().stream()
            .filter(row -> !row.isEmpty())
            .map(GridForms::markdownLine)
            .collect(Collectors.joining());
  }

  private static String markdownLine(List<String> cells) {
    return cells.stream()
        .map(cell -> indented(cell.replace("|", "\\|"), "&nbsp;&nbsp;"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /// A LaTeX table for the package `booktabs`.
  static String latex(Grid grid) {
    String alignment =
        grid.columns().stream()
            .map(column -> column.kind() == Grid.Kind.NUMBER ? "r" : "l")
            .collect(Collectors.joining());
    return "\\begin{tabular}{%s}\n\\toprule\n".formatted(alignment)
        + latexLine(grid.titles())
        + "\\midrule\n"
        + grid.rows().stream()
            .map(row -> row.isEmpty() ? "\\midrule\n" : latexLine(row))
            .collect(Collectors.joining())
        + "\\bottomrule\n\\end{tabular}\n";
  }

  private static String latexLine(List<String> cells) {
    return cells.stream()
        .map(cell -> indented(latexEscaped(cell), "\\quad "))
        .collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  private static String latexEscaped(String text) {
    return text.chars().mapToObj(c -> latexEscaped((char) c)).collect(Collectors.joining());
  }

  private static String latexEscaped(char c) {
    return switch (c) {
      case '\\' -> "\\textbackslash{}";
      case '~' -> "\\textasciitilde{}";
      case '^' -> "\\textasciicircum{}";
      case '_', '%', '#', '&', '$', '{', '}' -> "\\" + c;
      default -> Character.toString(c);
    };
  }

  /// Comma-separated values (RFC 4180), lines ended by a line feed.
  static String csv(Grid grid) {
    return csvLine(grid.titles())
        + grid.rows().stream().map(GridForms::csvLine).collect(Collectors.joining());
  }

  private static String csvLine(List<String> cells) {
    return cells.stream().map(GridForms::csvCell).collect(Collectors.joining(",", "", "\n"));
  }

  private static String csvCell(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }

  private static String indented(String cell, String indent) {
    String text = cell.stripLeading();
    return indent.repeat((cell.length() - text.length()) / 2) + text;
  }
}
