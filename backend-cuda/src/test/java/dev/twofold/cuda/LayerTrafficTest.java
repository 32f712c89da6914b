package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.cuda.emulator.LineCounters;
import dev.twofold.cuda.layer.Calls;
import dev.twofold.spi.Backend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How the kernels of the layers without weights use memory: counted, since an emulation tells nothing
/// of time.
class LayerTrafficTest {

  /// Bytes that travel for each that is asked for, where that is more than the usual 1.1.
  private static final Map<String, Double> MORE =
      Map.of(
          // 33 channels begin anywhere in a sector.
          "max_pool_nhwc_f32", 1.5,
          // Of the owners of neighbouring places few are neighbours.
          "max_unpool_nhwc_f32", 8.0,
          // A warp stores one place.
          "arg_max_rows_f32", 8.0);

  private Emulator emulator;
  private List<LineCounters> lines;

  @BeforeEach
  void count() {
    emulator = TestDriver.emulator();
    emulator.reset();
    emulator.set("count", 1);
    try (Backend cuda = LayersOnCudaTest.cuda(132)) {
      Calls.wide().forEach(call -> OneLayer.of(call, false).on(cuda));
    }
    lines = emulator.counters().stream().filter(line -> line.requests() > 0).toList();
  }

  @AfterEach
  void reset() {
    emulator.reset();
  }

  @Test
  void sharedMemory_everyAccess_isFreeOfBankConflicts() {
    List<LineCounters> shared = lines.stream().filter(line -> line.idealPasses() > 0).toList();
    assertTrue(shared.size() > 50, () -> "accesses to shared memory: " + shared.size());
    shared.forEach(line -> assertEquals(line.idealPasses(), line.passes(), line::toString));
  }

  @Test
  void globalMemory_everyAccess_movesLittleMoreThanItAsksFor() {
    List<LineCounters> global = lines.stream().filter(line -> line.sectors() > 0).toList();
    assertTrue(global.size() > 50, () -> "accesses to global memory: " + global.size());
    for (LineCounters line : global) {
      double moved = 32.0 * line.sectors() / line.bytes();
      // What one thread of a launch touches alone moves a sector, however it does it.
      boolean alone = line.threads() == line.launches();
      assertTrue(alone || moved <= MORE.getOrDefault(line.kernel(), 1.1), line::toString);
    }
  }
}
