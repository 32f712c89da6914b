package dev.twofold.cost.render;

import dev.twofold.cost.CostReport;
import dev.twofold.cost.CostTree;
import dev.twofold.cost.MachineProfile;
import dev.twofold.cost.Roofline;
import dev.twofold.cost.TimeModel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalLong;

/// Numbers as tables print them, the same in every locale.
final class Numbers {

  private Numbers() {}

  /// `1,234,567`.
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// Grouped, or `unknown`.
  static String grouped(OptionalLong number) {
    return number.isPresent() ? grouped(number.getAsLong()) : "unknown";
  }

  /// The mult-adds of a report; ` + ?` behind them where not all layers tell theirs.
  static String total(CostReport report) {
    return grouped(report.multAdds()) + (report.totals().complete() ? "" : " + ?");
  }

  /// The mult-adds of an entry; ` + ?` behind them where not all layers in it tell theirs.
  static String multAdds(CostTree entry) {
    boolean some = entry.multAdds().isPresent() && !entry.complete();
    return grouped(entry.multAdds()) + (some ? " + ?" : "");
  }

  /// A duration, such as `12.3 ms`.
  static String time(double seconds) {
    if (seconds < 1e-3) {
      return fixed(seconds * 1e6, 1) + " µs";
    }
    return seconds < 1 ? fixed(seconds * 1e3, 2) + " ms" : fixed(seconds, 2) + " s";
  }

  /// What predicts, such as `100.00 GFLOP/s, 20.00 GB/s and 2.0 µs a step`, or a profile's machine.
  static String time(TimeModel model) {
    return switch (model) {
      case Roofline roofline ->
          "%s GFLOP/s, %s GB/s and %s a step"
              .formatted(
                  fixed(roofline.flopsPerSecond() / 1e9, 2),
                  fixed(roofline.bytesPerSecond() / 1e9, 2),
                  time(roofline.launchSeconds()));
      case MachineProfile profile ->
          "what was measured of %s, threads %d".formatted(profile.backend(), profile.threads());
    };
  }

  /// Decimals, rounded as Python does: exactly, halves to even.
  static String fixed(double number, int decimals) {
    return new BigDecimal(number).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  /// `94.9 %`; `-` of nothing.
  static String percent(long part, long whole) {
    return whole == 0 ? "-" : fixed(100.0 * part / whole, 1) + " %";
  }

  /// `+1,234`, `-1,234` or `0`.
  static String signed(long number) {
    return number > 0 ? "+" + grouped(number) : grouped(number);
  }

  /// Bytes in units of 1000, such as `8.39 MB`.
  static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double scaled = bytes;
    int unit = 0;
    while (scaled >= 1000 && unit < units.length - 1) {
      scaled /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : fixed(scaled, 2) + " " + units[unit];
  }

  /// A number in a few characters: `568.74 M`, `1.81 G`.
  static String readable(long number) {
    String[] units = {"", " k", " M", " G", " T"};
    double scaled = number;
    int unit = 0;
    while (Math.abs(scaled) >= 1000 && unit < units.length - 1) {
      scaled /= 1000;
      unit++;
    }
    return unit == 0 ? Long.toString(number) : fixed(scaled, 2) + units[unit];
  }
}
