package dev.twofold.cost.render;

import java.util.List;

/// A table with the text around it, and what it says as plain values.
interface Table {

  /// What stands above the table, empty or ended by a line end.
  String heading();

  /// The table.
  Grid grid();

  /// What stands below, empty or ended by a line end.
  String footing();

  /// Everything as plain values, the rows among them.
  Fields fields();

  /// The rows as plain values.
  List<Fields> rows();

  /// The table in a form.
  default String in(Form form) {
    return switch (form) {
      case TEXT -> text();
      case MARKDOWN -> GridForms.markdown(grid());
      case LATEX -> GridForms.latex(grid());
      case CSV -> Fields.csv(rows());
      case JSON -> fields().json();
    };
  }

  /// The table for a terminal.
  default String text() {
    return heading() + grid().text(TableSummary.WIDTH) + footing();
  }
}
