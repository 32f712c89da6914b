package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.cuda.emulator.LineCounters;
import dev.twofold.graph.Graph;
import dev.twofold.models.Models;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels reach for memory in shapes that the hardware serves well: few bank conflicts, and few bytes
/// in the sectors they touch that nobody asked for.
class AccessShapesTest {

  /*
   * Counted by the emulated driver. Sectors of 32 bytes come whole, so a warp that reads every eighth
   * float moves eight times what it asked for; where several lanes read the same bytes it is less than
   * once. Exceptions are what a layer cannot help: the stem reads pixels of three channels, and a warp
   * of a linear layer sums one output.
   */
  private static final double CONFLICTS = 1.05;
  private static final double SECTORS = 1.25;
  private static final Map<String, Double> LOADS = Map.of("conv_nhwc_f32_128x32", 2.8);
  private static final Map<String, Double> STORES = Map.of("linear_f32_rows4", 8.0);

  private static final int SECTOR = 32;

  private Emulator emulator;

  @BeforeEach
  void load() {
    emulator = TestDriver.emulator();
    emulator.reset();
    emulator.set("count", 1);
  }

  @AfterEach
  void reset() {
    emulator.reset();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet-v1", "mobilenet-v2"})
  void run_network_everyKernelReachesForMemoryInGoodShapes(String spec) {
    Graph graph = Models.graph(spec, Shape.parse("1x3x64x64"));
    try (Program cuda = Compiled.on("cuda", Compiled.model(graph), Map.of())) {
      Compiled.run(cuda, Compiled.inputs(graph, 3));
    }
    Map<String, List<LineCounters>> kernels =
        emulator.counters().stream().collect(Collectors.groupingBy(LineCounters::kernel));
    assertFalse(kernels.isEmpty(), "nothing ran");
    List<String> bad = new ArrayList<>();
    kernels.forEach((kernel, lines) -> bad.addAll(complaints(kernel, lines)));
    assertEquals(List.of(), bad);
  }

  private static List<String> complaints(String kernel, List<LineCounters> lines) {
    List<String> bad = new ArrayList<>();
    long passes = lines.stream().mapToLong(LineCounters::passes).sum();
    long ideal = lines.stream().mapToLong(LineCounters::idealPasses).sum();
    check(bad, kernel + ": passes over the banks", passes, ideal, CONFLICTS);
    for (String access : List.of("ld.global", "st.global")) {
      List<LineCounters> those =
          lines.stream().filter(line -> line.text().contains(access)).toList();
      long moved = those.stream().mapToLong(LineCounters::sectors).sum() * SECTOR;
      long asked = those.stream().mapToLong(LineCounters::bytes).sum();
      Map<String, Double> exceptions = access.startsWith("ld") ? LOADS : STORES;
      double most = exceptions.getOrDefault(kernel, SECTORS);
      check(bad, kernel + ": bytes moved by " + access, moved, asked, most);
    }
    return bad;
  }

  private static void check(List<String> bad, String what, long seen, long ideal, double most) {
    if (seen > most * ideal) {
      bad.add("%s: %d, at best %d, allowed %.2f times".formatted(what, seen, ideal, most));
    }
  }
}
