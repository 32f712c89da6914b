package dev.twofold.cost.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The forms that every table of [Summaries] has.
public enum Form {
  /// For a terminal of 100 columns: the table with the text around it.
  TEXT,
  /// A Markdown table alone.
  MARKDOWN,
  /// Comma-separated values (RFC 4180) with plain numbers, one line per row.
  CSV,
  /// A LaTeX table alone, for the package `booktabs`.
  LATEX,
  /// JSON with plain numbers; the schemas are in `docs/schemas`.
  JSON;

  /// Finds a form by its name in lower case.
  ///
  /// @throws IllegalArgumentException if there is none of that name; the message lists all
  public static Form of(String name) {
    for (Form form : values()) {
      if (form.toString().equals(name)) {
        return form;
      }
    }
    String all = Arrays.stream(values()).map(Form::toString).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("unknown form '%s'; choose one of %s".formatted(name, all));
  }

  /// The name in lower case, as on the command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
