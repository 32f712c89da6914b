package dev.twofold.benchmarks;

import ai.onnxruntime.OrtException;
import dev.twofold.graph.Model;
import dev.twofold.onnx.OnnxReader;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A process of its own that reads a network, runs it, and prints one line: milliseconds from the start
/// of the process to the first result, microseconds a run in the third second of running, and the
/// largest resident memory in KB.
final class FirstResult {

  private static final long RUNNING_NANOS = 3_000_000_000L;
  private static final long LAST_NANOS = 1_000_000_000L;

  private FirstResult() {}

  /// Measures one side.
  ///
  /// @param args `ours` or `peer`, when the process was started (milliseconds since 1970: the system
  ///   tells a process its start rounded to a second), the path of an ONNX file, the number of
  ///   threads, the sizes of the input
  public static void main(String[] args) throws IOException, OrtException {
    Path file = Path.of(args[2]);
    int threads = Integer.parseInt(args[3]);
    int[] sizes = Arrays.stream(args).skip(4).mapToInt(Integer::parseInt).toArray();
    Tensor input = Tensor.zeros(Shape.of(sizes));
    Arrays.fill(input.floats(), 0.5f);
    try (Runner runner = runner(args[0], file, input, threads)) {
      runner.run();
      long first = System.currentTimeMillis() - Long.parseLong(args[1]);
      System.out.printf("%d %d %d%n", first, steady(runner), peakKb());
    }
  }

  private static Runner runner(String side, Path file, Tensor input, int threads)
      throws IOException, OrtException {
    if (side.equals("ours")) {
      Model model = OnnxReader.read(file);
      return new TwofoldRunner(model, input, threads);
    }
    return new OnnxRuntimeRunner(file, input, threads);
  }

  private static long steady(Runner runner) {
    long begin = System.nanoTime();
    long[] times = new long[100_000];
    int count = 0;
    while (System.nanoTime() - begin < RUNNING_NANOS && count < times.length) {
      long start = System.nanoTime();
      runner.run();
      long end = System.nanoTime();
      if (end - begin > RUNNING_NANOS - LAST_NANOS) {
        times[count++] = end - start;
      }
    }
    Arrays.sort(times, 0, count);
    return times[count / 2] / 1000;
  }

  private static long peakKb() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    String line = status.stream().filter(l -> l.startsWith("VmHWM:")).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
