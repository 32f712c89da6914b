package dev.twofold.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Counters of accesses tell good shapes from bad ones, in numbers that follow from the hardware.
class CountersTest extends PlantedKernels {

  @BeforeEach
  void count() {
    emulator.set("count", 1);
  }

  private void run(String kernel, int grid, int block, Object... parameters) {
    Harness.ok(launch(kernel, grid, block, 0, parameters));
  }

  private long sum(String opcode, ToLongFunction<LineCounters> counter) {
    List<LineCounters> lines =
        emulator.counters().stream().filter(line -> line.text().contains(opcode)).toList();
    return lines.stream().mapToLong(counter).sum();
  }

  @Test
  void transpose_rowsOf33_hasNoBankConflicts() {
    run("transpose", 1, 256, Harness.upload(new float[1024]), Harness.allocate(4096));
    assertEquals(32, sum("ld.shared", LineCounters::requests));
    assertEquals(32, sum("ld.shared", LineCounters::passes));
    assertEquals(32, sum("st.shared", LineCounters::passes));
  }

  @Test
  void transpose_rowsOf32_takes32PassesARequest() {
    run("transpose_conflicts", 1, 256, Harness.upload(new float[1024]), Harness.allocate(4096));
    assertEquals(32, sum("ld.shared", LineCounters::requests));
    assertEquals(32 * 32, sum("ld.shared", LineCounters::passes));
    assertEquals(32, sum("ld.shared", LineCounters::idealPasses));
  }

  @Test
  void copy_neighbours_touchesFourSectorsARequest() {
    run("copy", 2, 64, Harness.upload(new float[128]), Harness.allocate(512), 128);
    assertEquals(4, sum("ld.global", LineCounters::requests));
    assertEquals(16, sum("ld.global", LineCounters::sectors));
    assertEquals(512, sum("ld.global", LineCounters::bytes));
    assertEquals(16, sum("st.global", LineCounters::sectors));
  }

  @Test
  void copy4_vectors_touchesSixteenSectorsARequest() {
    run("copy4", 1, 32, Harness.upload(new float[128]), Harness.allocate(512));
    assertEquals(1, sum("ld.global", LineCounters::requests));
    assertEquals(16, sum("ld.global", LineCounters::sectors));
  }

  @Test
  void strided_byEight_touchesASectorForEachThread() {
    run("strided", 1, 32, Harness.upload(new float[256]), Harness.allocate(128), 8);
    assertEquals(32, sum("ld.global", LineCounters::sectors));
  }

  @Test
  void threads_guardedStore_countsThoseThatStore() {
    run("copy", 1, 64, Harness.upload(new float[50]), Harness.allocate(200), 50);
    assertEquals(50, sum("st.global", LineCounters::threads));
    assertEquals(2, sum("st.global", LineCounters::warps));
    assertEquals(1, emulator.counters().getFirst().launches());
  }
}
