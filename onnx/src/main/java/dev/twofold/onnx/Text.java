package dev.twofold.onnx;

import java.util.Locale;

/// Messages with the same digits and grouping under every locale.
final class Text {

  private Text() {}

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
