package dev.twofold.benchmarks;

import dev.twofold.graph.Model;
import dev.twofold.models.Models;
import dev.twofold.onnx.OnnxWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Starts processes in turns, each of which reads MobileNetV2 from a file and runs it.
final class StartUp {

  private static final int TIMES = 7;

  /// As anyone starts it, and with the JDK's cache of loaded classes and profiles, as the launcher does.
  private static final String[] SIDES = {"ours", "ours with a start-up cache", "peer"};

  private StartUp() {}

  /// Prints the medians of both sides.
  static void print(PrintWriter out, int threads) throws IOException, InterruptedException {
    Path file = Files.createTempFile("mobilenet-v2", ".onnx");
    Path cache = Files.createTempFile("twofold", ".aot");
    try {
      OnnxWriter.write(Model.initialised(Models.graph("mobilenet-v2"), 1), file);
      measure("ours", List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:disable"), file, threads);
      long[][][] results = new long[SIDES.length][TIMES][];
      for (int i = 0; i < TIMES; i++) {
        for (int side = 0; side < SIDES.length; side++) {
          List<String> options = side == 1 ? List.of("-XX:AOTCache=" + cache) : List.of();
          String runner = SIDES[side].split(" ")[0];
          results[side][i] = measure(runner, options, file, threads);
        }
      }
      for (int side = 0; side < SIDES.length; side++) {
        out.printf(
            Locale.ROOT,
            "%s: first result after %d ms, %d us a run in the third second, %d MB resident%n",
            SIDES[side],
            median(results[side], 0),
            median(results[side], 1),
            median(results[side], 2) / 1024);
      }
      out.flush();
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(cache);
    }
  }

  private static long median(long[][] results, int column) {
    long[] sorted = Arrays.stream(results).mapToLong(result -> result[column]).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static long[] measure(String side, List<String> options, Path file, int threads)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path", ""));
    String now = Long.toString(System.currentTimeMillis());
    command.addAll(List.of(FirstResult.class.getName(), side, now, file.toString()));
    command.addAll(List.of(Integer.toString(threads), "1", "3", "224", "224"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = process.inputReader()) {
      String line = output.readLine();
      process.waitFor();
      if (line == null) {
        throw new IllegalStateException("the process for '" + side + "' printed nothing");
      }
      return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    }
  }
}
