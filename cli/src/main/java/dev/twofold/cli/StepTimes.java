package dev.twofold.cli;

import dev.twofold.graph.Value;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How long each step of a program takes: the lower quartile over its runs on random numbers, which
/// what else the machine does disturbs least.
///
/// @param seconds one time per step of the plan, in order
/// @param runs how many runs were measured
record StepTimes(List<Double> seconds, int runs) {

  private static final int FEWEST = 5;
  private static final int MOST = 5_000;

  StepTimes {
    seconds = List.copyOf(seconds);
  }

  /// Runs a program for a time and measures every run.
  ///
  /// @param seconds how long to run; at least 5 runs are made
  static StepTimes measure(Program program, double seconds) {
    List<Tensor> inputs = program.inputs().stream().map(RunCommand::random).toList();
    List<Tensor> outputs =
        program.outputs().values().stream().map(Value::type).map(Tensor::zeros).toList();
    int steps = program.plan().steps().size();
    List<long[]> runs = runs(program, inputs, outputs, steps, seconds);
    return new StepTimes(
        IntStream.range(0, steps).mapToObj(step -> quartile(runs, step) / 1e9).toList(),
        runs.size());
  }

  private static List<long[]> runs(
      Program program, List<Tensor> inputs, List<Tensor> outputs, int steps, double seconds) {
    List<long[]> runs = new ArrayList<>();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (runs.size() < FEWEST || (System.nanoTime() < end && runs.size() < MOST)) {
      long[] nanos = new long[steps];
      program.runTimed(inputs, outputs, nanos);
      runs.add(nanos);
    }
    return runs;
  }

  private static double quartile(List<long[]> runs, int step) {
    return runs.stream().mapToLong(run -> run[step]).sorted().toArray()[runs.size() / 4];
  }
}
