package dev.twofold.cost.render;

import dev.twofold.cost.CostReport;
import dev.twofold.cost.render.TorchinfoOptions.Layout;
import dev.twofold.graph.Value;
import dev.twofold.tensor.DataType;
import java.util.List;

/// The lines below the table of a summary in torchinfo's form.
///
/// @param rows all rows, those too deep to be shown as well
record TorchinfoTotals(CostReport report, List<TorchinfoRow> rows, Layout layout) {

  private static final long STORAGE_OBJECT_BYTES = 56;

  private static final List<String> UNITS = List.of("", "k", "M", "G", "T");

  String text(String divider) {
    CostReport.Totals totals = report.totals();
    long inputs = inputBytes();
    long maps = forwardBackwardBytes();
    long weights = Math.multiplyExact(totals.params(), (long) DataType.FLOAT32.bytes());
    return "Total params: %s\n".formatted(Numbers.grouped(totals.params()))
        + "Trainable params: %s\n".formatted(Numbers.grouped(totals.trainableParams()))
        + "Non-trainable params: %s\n"
            .formatted(Numbers.grouped(totals.params() - totals.trainableParams()))
        + "Total mult-adds%s\n".formatted(multAdds(totals.multAdds()))
        + unknown(totals)
        + divider
        + "\n"
        + "Input size%s\n".formatted(bytes(inputs))
        + "Forward/backward pass size%s\n".formatted(bytes(maps))
        + "Params size%s\n".formatted(bytes(weights))
        + "Estimated Total Size%s\n"
            .formatted(bytes(Math.addExact(inputs, Math.addExact(maps, weights))));
  }

  private static String unknown(CostReport.Totals totals) {
    return totals.complete()
        ? ""
        : "Unknown mult-adds: %d layers (%s)\n"
            .formatted(totals.unknownLayers().size(), String.join(", ", totals.unknownLayers()));
  }

  private long inputBytes() {
    long bytes = 0;
    for (Value input : report.graph().inputs()) {
      bytes = Math.addExact(bytes, input.type().bytes());
      bytes = Math.addExact(bytes, layout == Layout.HEAD ? STORAGE_OBJECT_BYTES : 0);
    }
    return bytes;
  }

  /// Twice the output of every call with params, for values and gradients.
  private long forwardBackwardBytes() {
    return rows.stream()
        .filter(row -> row.leaf() && row.entry().params() > 0)
        .mapToLong(row -> row.entry().outputs().getFirst().type().bytes())
        .map(bytes -> Math.multiplyExact(2L, bytes))
        .reduce(0, Math::addExact);
  }

  private String multAdds(long multAdds) {
    return switch (layout) {
      case V1_8 -> scaled(multAdds, 2, "");
      case HEAD -> scaled(multAdds, 0, "");
    };
  }

  private String bytes(long bytes) {
    return switch (layout) {
      case V1_8 -> " (MB): " + Numbers.fixed(bytes / 1e6, 2);
      case HEAD -> scaled(bytes, 0, "B");
    };
  }

  /// A number with its unit by magnitude, as ` (M): 10.75`; whole numbers without decimals.
  ///
  /// @param least the power of 1000 of the smallest unit there is
  private static String scaled(long number, int least, String suffix) {
    int power = least;
    while (power < UNITS.size() - 1 && number >= Math.powExact(1000L, power + 1)) {
      power++;
    }
    String unit = UNITS.get(power);
    double value = (double) number / Math.powExact(1000L, power);
    String text =
        value == Math.rint(value) ? Numbers.grouped((long) value) : Numbers.fixed(value, 2);
    return (unit.isEmpty() ? "" : " (" + unit + suffix + ")") + ": " + text;
  }
}
