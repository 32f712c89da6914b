package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Window;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The backend in a virtual machine of its own that was started without the incubator module, or that
/// cannot compile vectors.
class WithoutModuleTest {

  private record Outcome(int exit, String out) {}

  private static Outcome run(String... flags) throws IOException, InterruptedException {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of(flags),
                Stream.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Dlogback.configurationFile="
                        + System.getProperty("logback.configurationFile", ""),
                    "-Dtwofold.test.log=WARN",
                    WithoutModuleTest.class.getName()))
            .flatMap(part -> part)
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out);
  }

  /// What the other virtual machine runs.
  public static void main(String[] args) {
    CpuBackendProvider provider = new CpuBackendProvider();
    Availability.Available available = (Availability.Available) provider.probe();
    try (Backend backend =
        provider.open(available.devices().getFirst(), BackendOptions.DEFAULTS.withThreads(2))) {
      System.out.println(backend.info().description());
      LayerCall call =
          LayerCall.of(
              "layer",
              new DepthwiseConv2d(17, 1, Window.same(3), true),
              List.of(TensorType.float32(Shape.nchw(1, 17, 7, 7))));
      System.out.println(backend.supports(call));
      Harness.assertAgree(call);
    }
  }

  @Test
  void open_withoutTheModule_runsScalarLoopsAndNamesTheFlag() throws Exception {
    Outcome outcome = run();
    assertEquals(0, outcome.exit(), outcome.out());
    assertTrue(outcome.out().contains("scalar loops, 2 threads"), outcome.out());
    assertTrue(
        outcome
            .out()
            .contains(
                "backend 'cpu' runs without vectors, several times slower: module"
                    + " jdk.incubator.vector is missing; start Java with --add-modules"
                    + " jdk.incubator.vector"),
        outcome.out());
  }

  @Test
  void open_withoutC2_runsScalarLoops() throws Exception {
    Outcome outcome = run("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1");
    assertEquals(0, outcome.exit(), outcome.out());
    assertTrue(outcome.out().contains("scalar loops, 2 threads"), outcome.out());
    assertTrue(outcome.out().contains("does not compile vectors"), outcome.out());
  }
}
