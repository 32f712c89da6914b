package dev.twofold.cost;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a network may cost at most.
///
/// @param limits the most of each quantity that is limited
public record Budget(Map<Quantity, Long> limits) {

  /// A budget without limits, to add some to.
  public static final Budget UNLIMITED = new Budget(Map.of());

  private static final int WORST = 3;

  /// What can be limited.
  public enum Quantity {
    /// The params.
    PARAMS("params"),
    /// The mult-adds by the report's convention.
    MULT_ADDS("mult-adds"),
    /// Bytes of activations at the peak, with buffers used again.
    PEAK_ACTIVATION_BYTES("peak activation bytes");

    private final String words;

    Quantity(String words) {
      this.words = words;
    }

    /// The quantity as messages name it.
    @Override
    public String toString() {
      return words;
    }
  }

  /// A limit that a network does not keep.
  ///
  /// @param quantity what is limited
  /// @param limit the most allowed
  /// @param actual what the network costs; without what unknown layers cost
  /// @param message what is wrong, in one line that names the worst layers
  public record Violation(Quantity quantity, long limit, long actual, String message) {}

  /// Copies the map.
  public Budget {
    limits = Map.copyOf(limits);
  }

  /// This budget with one more limit.
  public Budget atMost(Quantity quantity, long limit) {
    Map<Quantity, Long> more = new EnumMap<>(Quantity.class);
    more.putAll(limits);
    more.put(quantity, limit);
    return new Budget(more);
  }

  /// Reads an amount such as `600M`, `1.5G` or `4200000`; the units are powers of 1000.
  ///
  /// @throws IllegalArgumentException if the text is no such amount or exceeds `Long.MAX_VALUE`
  public static long amount(String text) {
    try {
      int power = text.isEmpty() ? -1 : "kMGT".indexOf(text.charAt(text.length() - 1));
      String digits = power < 0 ? text : text.substring(0, text.length() - 1);
      BigDecimal amount = new BigDecimal(digits).scaleByPowerOfTen(3 * (power + 1));
      if (amount.signum() >= 0 && amount.precision() - amount.scale() <= 19) {
        return amount.longValueExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw notAnAmount(text, e);
    }
    throw notAnAmount(text, null);
  }

  private static IllegalArgumentException notAnAmount(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "amount '%s': expected a whole number, or one with k, M, G or T, such as 600M"
            .formatted(text),
        cause);
  }

  /// The limits that a network does not keep, none if it keeps all. A network with layers of unknown
  /// mult-adds keeps no limit on mult-adds.
  public List<Violation> check(CostReport report) {
    List<Violation> violations = new ArrayList<>();
    for (Quantity quantity : Quantity.values()) {
      Long limit = limits.get(quantity);
      if (limit != null) {
        long actual = actual(quantity, report);
        boolean unknown = quantity == Quantity.MULT_ADDS && !report.totals().complete();
        if (actual > limit || unknown) {
          violations.add(
              new Violation(
                  quantity, limit, actual, message(quantity, limit, actual, report, unknown)));
        }
      }
    }
    return violations;
  }

  /// What a network needs of a quantity; of mult-adds, without those of unknown layers.
  ///
  /// @throws ArithmeticException if bytes exceed `Long.MAX_VALUE`
  public static long actual(Quantity quantity, CostReport report) {
    return switch (quantity) {
      case PARAMS -> report.params();
      case MULT_ADDS -> report.multAdds();
      case PEAK_ACTIVATION_BYTES ->
          MemoryReport.of(report.graph(), Fusion.NONE).peakActivationBytes();
    };
  }

  private static String message(
      Quantity quantity, long limit, long actual, CostReport report, boolean unknown) {
    String cost =
        "%s has %s %s, allowed are at most %s"
            .formatted(report.model(), grouped(actual), quantity, grouped(limit));
    return unknown
        ? cost + "; mult-adds unknown of " + String.join(", ", report.totals().unknownLayers())
        : cost + "; worst: " + worst(quantity, report);
  }

  private static String worst(Quantity quantity, CostReport report) {
    ToLongFunction<LayerCost> cost =
        switch (quantity) {
          case PARAMS -> LayerCost::params;
          case MULT_ADDS -> layer -> layer.multAdds().orElse(0);
          case PEAK_ACTIVATION_BYTES -> Budget::heldBytes;
        };
    return report.layers().stream()
        .sorted(Comparator.comparingLong(cost).reversed())
        .limit(WORST)
        .map(layer -> layer.name() + " " + grouped(cost.applyAsLong(layer)))
        .collect(Collectors.joining(", "));
  }

  private static long heldBytes(LayerCost layer) {
    return Math.addExact(
        Sums.of(layer.node().inputs(), value -> value.type().bytes()),
        Sums.of(layer.node().outputs(), value -> value.type().bytes()));
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
