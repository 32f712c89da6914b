package dev.twofold.cost.render;

import java.util.ArrayList;
import java.util.List;

/// Names in lines of a given width, whole. A line ends behind a separator or before a capital letter,
/// as in `features.` and `Conv2dNorm`, and further lines have the indent of the first.
final class Wrapping {

  private static final String SEPARATORS = " ./_-:,";

  private Wrapping() {}

  /// The width at which a text is broken at such places only.
  static int least(String text) {
    int indent = indent(text);
    int longest = 0;
    int begin = indent;
    for (int end = indent + 1; end <= text.length(); end++) {
      if (end == text.length() || breaks(text, end)) {
        longest = Math.max(longest, end - begin);
        begin = end;
      }
    }
    return indent + longest;
  }

  /// The lines of a text.
  ///
  /// @param width the most characters in a line, at least 2
  static List<String> of(String text, int width) {
    if (text.length() <= width) {
      return List.of(text);
    }
    String indent = " ".repeat(Math.min(indent(text), width / 2));
    List<String> lines = new ArrayList<>();
    String rest = indent + text.stripLeading();
    while (rest.length() > width) {
      int end = end(rest, indent.length(), width);
      lines.add(rest.substring(0, end));
      rest = indent + rest.substring(end);
    }
    lines.add(rest);
    return lines;
  }

  private static int end(String text, int indent, int width) {
    for (int end = width; end > indent; end--) {
      if (breaks(text, end)) {
        return end;
      }
    }
    return width;
  }

  private static boolean breaks(String text, int end) {
    char before = text.charAt(end - 1);
    return SEPARATORS.indexOf(before) >= 0
        || (Character.isUpperCase(text.charAt(end)) && !Character.isUpperCase(before));
  }

  private static int indent(String text) {
    return text.length() - text.stripLeading().length();
  }
}
