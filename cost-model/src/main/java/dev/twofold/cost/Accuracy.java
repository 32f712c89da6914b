package dev.twofold.cost;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How well predicted times agree with measured ones.
///
/// @param steps the number of steps compared
/// @param meanError the mean absolute percentage error of the steps, as a fraction
/// @param totalError the error of the sum, as a fraction of the measured sum, negative if the
///   prediction is too short
/// @param rankCorrelation whether the prediction has the steps in the right order: Spearman's rank
///   correlation, 1 for the same order; NaN for fewer than two steps
public record Accuracy(int steps, double meanError, double totalError, double rankCorrelation) {

  /// Compares times, all positive, of the same steps.
  ///
  /// @throws IllegalArgumentException if there are none, or not as many of one as of the other
  public static Accuracy of(List<Double> predicted, List<Double> measured) {
    int n = predicted.size();
    if (n == 0 || n != measured.size()) {
      throw new IllegalArgumentException(
          "accuracy: expected as many predicted as measured times and at least one, got %d and %d"
              .formatted(n, measured.size()));
    }
    double mean =
        IntStream.range(0, n)
            .mapToDouble(i -> Math.abs(predicted.get(i) - measured.get(i)) / measured.get(i))
            .average()
            .orElse(0);
    double sum = measured.stream().mapToDouble(Double::doubleValue).sum();
    double total = predicted.stream().mapToDouble(Double::doubleValue).sum() / sum - 1;
    return new Accuracy(n, mean, total, correlation(ranks(predicted), ranks(measured)));
  }

  /// The place of every value among the sorted ones; equal values share the mean of their places.
  private static double[] ranks(List<Double> values) {
    List<Integer> sorted =
        IntStream.range(0, values.size())
            .boxed()
            .sorted(Comparator.comparingDouble(values::get))
            .toList();
    double[] ranks = new double[values.size()];
    for (int from = 0; from < ranks.length; ) {
      int to = from + 1;
      while (to < ranks.length && values.get(sorted.get(to)).equals(values.get(sorted.get(from)))) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[sorted.get(i)] = (from + to - 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  /// Pearson's correlation.
  private static double correlation(double[] a, double[] b) {
    double mean = (a.length - 1) / 2.0;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - mean) * (b[i] - mean);
      aa += (a[i] - mean) * (a[i] - mean);
      bb += (b[i] - mean) * (b[i] - mean);
    }
    return ab / Math.sqrt(aa * bb);
  }
}
