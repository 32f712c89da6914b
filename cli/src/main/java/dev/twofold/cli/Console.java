package dev.twofold.cli;

import java.io.PrintWriter;

/// Where a command writes: the answer, and nothing else, to `out`; whatever else there is to say to
/// `err`.
///
/// @param out standard output
/// @param err standard error
/// @param interactive whether a person watches, so that progress may be drawn
record Console(PrintWriter out, PrintWriter err, boolean interactive) {

  /// Writes a line of the answer.
  void line(String format, Object... values) {
    out.println(values.length == 0 ? format : Text.format(format, values));
  }

  /// Says something beside the answer.
  void note(String format, Object... values) {
    out.flush();
    err.println("twofold: " + Text.format(format, values));
    err.flush();
  }
}
