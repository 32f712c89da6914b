package dev.twofold.cli;

import dev.twofold.graph.Value;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// Runs a program and measures how long one run takes.
///
/// @param outputs what the last run gave, in the order of the program's outputs
/// @param nanos the median time of one run, in nanoseconds
/// @param runs how many runs were measured
/// @param warmUps how many runs went before them, while the Java VM was still compiling
record Timing(List<Tensor> outputs, double nanos, int runs, int warmUps) {

  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_RUNS = 100;
  private static final int FEWEST_RUNS = 3;

  Timing {
    outputs = List.copyOf(outputs);
  }

  /// Warms up for about a second and measures for about another; at least one run and three, or one
  /// where that would take more than ten seconds.
  static Timing measure(Console console, Program program, List<Tensor> inputs) {
    return measure(console, program, inputs, 0);
  }

  /// @param runs how many runs to measure; 0 for as many as fit into a second
  static Timing measure(Console console, Program program, List<Tensor> inputs, int runs) {
    List<Tensor> outputs =
        program.outputs().values().stream().map(Value::type).map(Tensor::zeros).toList();
    try (Progress progress = Progress.of(console, "running")) {
      Runnable run =
          () -> {
            program.run(inputs, outputs);
            progress.step();
          };
      int warmUps = repeat(run, 1, MOST_RUNS).length;
      double[] times = runs > 0 ? repeat(run, runs, runs) : repeat(run, FEWEST_RUNS, MOST_RUNS);
      Arrays.sort(times);
      double median = (times[times.length / 2] + times[(times.length - 1) / 2]) / 2;
      return new Timing(outputs, median, times.length, warmUps);
    }
  }

  /// The times of as many runs as fit into a second. Fewer than `fewest` are made only where that
  /// is left to us and they would take more than ten seconds.
  private static double[] repeat(Runnable run, int fewest, int most) {
    double[] times = new double[most];
    long begin = System.nanoTime();
    int done = 0;
    while (done < most && isWorthAnother(done, fewest, most, System.nanoTime() - begin)) {
      long start = System.nanoTime();
      run.run();
      times[done++] = System.nanoTime() - start;
    }
    return Arrays.copyOf(times, done);
  }

  private static boolean isWorthAnother(int done, int fewest, int most, long passed) {
    boolean isAsked = fewest == most;
    return isAsked || done == 0 || passed < SECOND || (done < fewest && passed < 10 * SECOND);
  }

  @Override
  public String toString() {
    return "%s per run (median of %d after %d to warm up)"
        .formatted(Text.time(nanos), runs, warmUps);
  }
}
