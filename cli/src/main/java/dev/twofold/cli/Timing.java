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

  /*
   * Vector code is slow until the Java VM has compiled it, which takes runs as well as time: so the
   * warm-up wants 20 runs and a second, but no more than five seconds behind the first run, which may
   * take as long by itself. A run that takes long is neither warmed up nor measured often.
   */

  private static final long SECOND = 1_000_000_000L;
  private static final long LONG = 10 * SECOND;
  private static final Effort ONCE = new Effort(1, 1, 0);
  private static final Effort WARM_UP = new Effort(20, 10_000, 5 * SECOND);
  private static final Effort BRIEF = new Effort(3, 10_000, SECOND / 4);
  private static final Effort MEASUREMENT = new Effort(3, 10_000, LONG);

  /// How often to run: for a second, but at least and at most so many times.
  ///
  /// @param fewest the least number of runs, as far as they fit into the time
  /// @param most the largest number of runs
  /// @param time after which no other run begins, in nanoseconds
  private record Effort(int fewest, int most, long time) {

    boolean isSpent(int done, long passed) {
      long enough = Math.min(time, SECOND);
      return done >= most || (done > 0 && passed > (done < fewest ? time : enough));
    }
  }

  Timing {
    outputs = List.copyOf(outputs);
  }

  /// Warms up and measures for a few seconds.
  static Timing measure(Console console, Program program, List<Tensor> inputs) {
    return measure(console, program, inputs, 0);
  }

  /// Warms up and measures for a quarter of a second each, showing nothing.
  static Timing brief(Program program, List<Tensor> inputs) {
    List<Tensor> outputs =
        program.outputs().values().stream().map(Value::type).map(Tensor::zeros).toList();
    Runnable run = () -> program.run(inputs, outputs);
    int warmUps = repeat(run, BRIEF).length;
    double[] times = repeat(run, BRIEF);
    Arrays.sort(times);
    return new Timing(outputs, times[times.length / 2], times.length, warmUps);
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
      double first = repeat(run, ONCE)[0];
      int warmUps = first > LONG ? 1 : 1 + repeat(run, WARM_UP).length;
      double[] times = repeat(run, runs > 0 ? new Effort(runs, runs, Long.MAX_VALUE) : MEASUREMENT);
      Arrays.sort(times);
      double median = (times[times.length / 2] + times[(times.length - 1) / 2]) / 2;
      return new Timing(outputs, median, times.length, warmUps);
    }
  }

  private static double[] repeat(Runnable run, Effort effort) {
    double[] times = new double[effort.most()];
    long begin = System.nanoTime();
    int done = 0;
    while (!effort.isSpent(done, System.nanoTime() - begin)) {
      long start = System.nanoTime();
      run.run();
      times[done++] = System.nanoTime() - start;
    }
    return Arrays.copyOf(times, done);
  }

  @Override
  public String toString() {
    return "%s per run (median of %d after %d to warm up)"
        .formatted(Text.time(nanos), runs, warmUps);
  }
}
