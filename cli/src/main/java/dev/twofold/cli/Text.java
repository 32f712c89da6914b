package dev.twofold.cli;

import dev.twofold.cost.Roofline;
import java.util.Locale;

/// Numbers and names as the commands print them, the same under every locale.
final class Text {

  private Text() {}

  @SuppressWarnings("AnnotateFormatMethod") // some callers choose among formats
  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /// A duration with three digits, such as `12.3 ms`.
  static String time(double nanos) {
    double ms = nanos / 1e6;
    if (ms < 0.1) {
      return format("%.1f µs", nanos / 1e3);
    }
    if (ms >= 1000) {
      return format("%.2f s", ms / 1000);
    }
    return format(ms >= 100 ? "%.0f ms" : ms >= 10 ? "%.1f ms" : "%.2f ms", ms);
  }

  /// A fraction, such as `12.3 %`.
  static String percent(double fraction) {
    return format("%.1f %%", 100 * fraction);
  }

  /// A change by a fraction, such as `+12.3 %`.
  static String change(double fraction) {
    return format("%+.1f %%", 100 * fraction);
  }

  /// A number of bytes in the units of storage, such as `4.19 MB`.
  static String bytes(long bytes) {
    return bytes >= 1_000_000
        ? format("%.2f MB", bytes / 1e6)
        : bytes >= 1000 ? format("%.1f kB", bytes / 1e3) : bytes + " B";
  }

  /// What a machine does at best, such as `112.4 GFLOP/s, 38.1 GB/s`.
  static String rates(Roofline roofline) {
    return format(
        "%.1f GFLOP/s, %.1f GB/s, a launch in %s",
        roofline.flopsPerSecond() / 1e9,
        roofline.bytesPerSecond() / 1e9,
        time(1e9 * roofline.launchSeconds()));
  }

  /// A text of at most `width` characters; a longer one loses its middle.
  static String shortened(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int end = (width - 1) / 2;
    return text.substring(0, width - 1 - end) + "…" + text.substring(text.length() - end);
  }

  /// Everything in one line.
  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ").replace(":;", ":");
  }
}
