package dev.twofold.cost;

import dev.twofold.graph.Graph;
import java.util.List;
import java.util.function.BiFunction;

/// One network at several widths and resolutions.
///
/// @param points what it costs at each, widths in the outer and sizes in the inner order
public record Sweep(List<Point> points) {

  /// Copies the list.
  public Sweep {
    points = List.copyOf(points);
  }

  /// The network at one width and resolution.
  ///
  /// @param width the width multiplier
  /// @param size the height and width of the input
  /// @param report what it costs
  /// @param peakActivationBytes bytes of activations at the peak, with buffers used again
  public record Point(double width, int size, CostReport report, long peakActivationBytes) {}

  /// Costs a network at every pair of a width and a size by convention `weights`.
  ///
  /// @param network builds the network of a width and a size
  /// @throws ArithmeticException if a count exceeds `Long.MAX_VALUE`
  public static Sweep of(
      List<Double> widths, List<Integer> sizes, BiFunction<Double, Integer, Graph> network) {
    return new Sweep(
        widths.stream()
            .flatMap(width -> sizes.stream().map(size -> point(width, size, network)))
            .toList());
  }

  private static Point point(double width, int size, BiFunction<Double, Integer, Graph> network) {
    Graph graph = network.apply(width, size);
    return new Point(
        width,
        size,
        CostModel.of(graph),
        MemoryReport.of(graph, Fusion.NONE).peakActivationBytes());
  }
}
