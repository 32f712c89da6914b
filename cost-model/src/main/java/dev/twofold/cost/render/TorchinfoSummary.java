package dev.twofold.cost.render;

import dev.twofold.cost.CostReport;
import dev.twofold.cost.CostTree;
import dev.twofold.cost.render.TorchinfoOptions.Column;
import dev.twofold.cost.render.TorchinfoOptions.RowSetting;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A report in the form that torchinfo prints.
final class TorchinfoSummary {

  private static final int NAME_WIDTH = 40;
  private static final int NAME_ALIGNMENT = 5;

  private final CostReport report;
  private final TorchinfoOptions options;
  private final List<TorchinfoRow> rows;
  private final TorchinfoCells cells;
  private final int nameWidth;

  TorchinfoSummary(CostReport report, TorchinfoOptions options) {
    this.report = report;
    this.options = options;
    this.rows = TorchinfoRow.of(CostTree.of(report));
    this.cells = new TorchinfoCells(report.params(), options.depth());
    this.nameWidth = nameWidth();
  }

  String text() {
    String divider = "=".repeat(options.columns().size() * options.columnWidth() + nameWidth);
    String layers =
        rows.stream()
            .filter(this::isShown)
            .map(row -> line(start(row.entry().depth()) + name(row), c -> cells.cell(c, row)))
            .collect(Collectors.joining());
    return divider
        + "\n"
        + line(title(), Column::title)
        + divider
        + "\n"
        + layers
        + divider
        + "\n"
        + new TorchinfoTotals(report, rows, options.layout()).text(divider)
        + divider
        + "\n";
  }

  private boolean isShown(TorchinfoRow row) {
    return row.entry().depth() <= options.depth()
        && !(options.has(RowSetting.HIDE_RECURSIVE_LAYERS) && row.entry().repeated());
  }

  /// 40, or the next multiple of 5 that holds the longest name with its indent.
  private int nameWidth() {
    int longest =
        rows.stream()
            .mapToInt(row -> name(row).length() + row.entry().depth() * NAME_ALIGNMENT + 1)
            .max()
            .orElse(0);
    return longest < NAME_WIDTH
        ? NAME_WIDTH
        : Math.ceilDiv(longest, NAME_ALIGNMENT) * NAME_ALIGNMENT;
  }

  private String title() {
    return "Layer (type"
        + (options.has(RowSetting.VAR_NAMES) ? " (var_name)" : "")
        + (options.has(RowSetting.DEPTH) ? ":depth-idx" : "")
        + ")";
  }

  private String name(TorchinfoRow row) {
    CostTree entry = row.entry();
    StringBuilder name = new StringBuilder(entry.type());
    if (options.has(RowSetting.VAR_NAMES)) {
      name.append(" (").append(variable(entry)).append(')');
    }
    if (options.has(RowSetting.DEPTH) && entry.depth() > 0) {
      name.append(": ").append(entry.depth()).append('-').append(row.index());
    }
    return name.toString();
  }

  /// The module's name, which all calls of it share.
  private static String variable(CostTree entry) {
    int again = entry.repeated() ? entry.name().lastIndexOf('#') : -1;
    return again < 0 ? entry.name() : entry.name().substring(0, again);
  }

  private String start(int depth) {
    boolean ascii = options.has(RowSetting.ASCII_ONLY);
    return switch (depth) {
      case 0 -> "";
      case 1 -> ascii ? "+ " : "├─";
      default -> (ascii ? "|    " : "│    ").repeat(depth - 1) + (ascii ? "+ " : "└─");
    };
  }

  private String line(String name, Function<Column, String> cell) {
    StringBuilder line = new StringBuilder(padded(name, nameWidth));
    for (Column column : options.columns()) {
      line.append(' ').append(padded(cell.apply(column), options.columnWidth()));
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
