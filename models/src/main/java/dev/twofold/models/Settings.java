package dev.twofold.models;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of one model as asked for, defaults filled in.
///
/// @param model the model's name
/// @param values the options' texts
record Settings(String model, Map<String, String> values) {

  private static final int LARGEST = 1 << 20;

  Settings {
    values = Map.copyOf(values);
  }

  /// A whole number of at least 1.
  ///
  /// @throws IllegalArgumentException if the text is none
  int integer(String option) {
    String text = text(option);
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= LARGEST) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(option, "a whole number from 1 to " + LARGEST, text, e);
    }
    throw wrong(option, "a whole number from 1 to " + LARGEST, text, null);
  }

  /// A factor above 0 and at most 16.
  ///
  /// @throws IllegalArgumentException if the text is none
  double factor(String option) {
    String text = text(option);
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value <= 16) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(option, "a factor above 0 and at most 16", text, e);
    }
    throw wrong(option, "a factor above 0 and at most 16", text, null);
  }

  private String text(String option) {
    String text = values.get(option);
    if (text == null) {
      throw new IllegalStateException(
          "model '%s' declares no option '%s'".formatted(model, option));
    }
    return text;
  }

  private IllegalArgumentException wrong(
      String option, String expected, String got, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "model '%s': option '%s' is %s, got '%s'".formatted(model, option, expected, got), cause);
  }
}
