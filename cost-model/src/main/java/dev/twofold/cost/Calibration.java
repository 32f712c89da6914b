package dev.twofold.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// Finds a machine's rates from measured steps.
public final class Calibration {

  /*
   * For every kind of step, rates of at least 0 that minimise the sum of the squared *relative* errors:
   * a short layer counts as much as a long one. With five rates the non-negative least squares are found
   * by trying which rates are 0: 31 small linear systems, of which the best with no negative rate wins.
   * Kinds of which fewer than three steps were measured go by mult-adds, or by traffic if they have none.
   */

  private static final int RATES = 5;
  private static final int FEW = 3;

  /*
   * What lies in the first cache (32 or 48 KB) moves four times as fast as what networks move between
   * layers: 158 GB/s in steps of any size, 90 in those of 256 KB and more.
   */
  private static final int BEYOND_FIRST_CACHE = 1 << 18;

  private final List<Sample> samples = new ArrayList<>();

  /// A calibration without samples.
  public Calibration() {}

  /// A step and the time that it took.
  private record Sample(StepLoad load, double seconds) {

    double flopsPerSecond() {
      return 2.0 * load.multAdds() / seconds;
    }

    double bytesPerSecond() {
      return load.movedBytes() / seconds;
    }

    /// What each rate is multiplied with.
    double[] factors() {
      return new double[] {
        1, load.multAdds(), load.activationBytes(), load.weightBytes(), load.curvedBytes()
      };
    }
  }

  /// Adds a measured step.
  ///
  /// @param seconds the time that it took; a step of no time or no bytes at all is left out
  public void add(StepLoad load, double seconds) {
    if (seconds > 0 && load.activationBytes() > 0) {
      samples.add(new Sample(load, seconds));
    }
  }

  /// The profile that fits the samples best.
  ///
  /// @param machine which machine, in words
  /// @param backend the backend's id
  /// @param threads the threads of a run
  /// @throws IllegalStateException if no sample has mult-adds or none moves 256 KB
  public MachineProfile profile(String machine, String backend, int threads) {
    SortedMap<String, List<Sample>> kinds = new TreeMap<>();
    for (Sample sample : samples) {
      kinds.computeIfAbsent(sample.load().kind(), _ -> new ArrayList<>()).add(sample);
    }
    SortedMap<String, StepRate> rates = new TreeMap<>();
    kinds.forEach((kind, own) -> rates.put(kind, own.size() < FEW ? rough(own) : fit(own)));
    List<Sample> light = samples.stream().filter(sample -> sample.load().multAdds() == 0).toList();
    return new MachineProfile(
        machine, backend, threads, roofline(), rates, fit(light.isEmpty() ? samples : light));
  }

  private Roofline roofline() {
    double flops = samples.stream().mapToDouble(Sample::flopsPerSecond).max().orElse(0);
    double bytes =
        samples.stream()
            .filter(sample -> sample.load().movedBytes() >= BEYOND_FIRST_CACHE)
            .mapToDouble(Sample::bytesPerSecond)
            .max()
            .orElse(0);
    double launch = samples.stream().mapToDouble(Sample::seconds).min().orElse(0);
    if (flops == 0 || bytes == 0) {
      throw new IllegalStateException(
          "calibration: expected steps with mult-adds, and some that move %d bytes, got %d steps; add more"
              .formatted(BEYOND_FIRST_CACHE, samples.size()));
    }
    return new Roofline(flops, bytes, launch);
  }

  /// One rate for what little is known.
  private static StepRate rough(List<Sample> samples) {
    if (samples.stream().allMatch(sample -> sample.load().multAdds() > 0)) {
      return new StepRate(0, mean(samples, sample -> 2 / sample.flopsPerSecond()), 0, 0, 0);
    }
    double rate = mean(samples, sample -> 1 / sample.bytesPerSecond());
    return new StepRate(0, 0, rate, rate, 0);
  }

  private static double mean(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return samples.stream().mapToDouble(value).average().orElse(0);
  }

  private static StepRate fit(List<Sample> samples) {
    double[] best = new double[RATES];
    double least = Double.POSITIVE_INFINITY;
    List<double[]> rows = samples.stream().map(Calibration::relative).toList();
    for (int used = 1; used < 1 << RATES; used++) {
      double[] rates = Arrays.copyOf(NormalEquations.of(rows, used), RATES);
      double error = error(samples, rates);
      if (error < least) {
        least = error;
        best = rates;
      }
    }
    return new StepRate(best[0], best[1], best[2], best[3], best[4]);
  }

  /// A row of the system whose right side is 1.
  private static double[] relative(Sample sample) {
    double[] row = sample.factors();
    for (int i = 0; i < row.length; i++) {
      row[i] /= sample.seconds();
    }
    return row;
  }

  /// The sum of the squared relative errors, infinite for rates that cannot be.
  private static double error(List<Sample> samples, double[] rates) {
    for (double rate : rates) {
      if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
        return Double.POSITIVE_INFINITY;
      }
    }
    double sum = 0;
    for (Sample sample : samples) {
      double[] row = relative(sample);
      double error = -1;
      for (int i = 0; i < RATES; i++) {
        error += row[i] * rates[i];
      }
      sum += error * error;
    }
    return sum;
  }
}
