package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cpu.kernel.Broadcast;
import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.RowOps;
import dev.twofold.cpu.kernel.ScalarKernels;
import dev.twofold.cpu.kernel.VectorKernels;
import dev.twofold.cpu.kernel.WarmingKernels;
import dev.twofold.tck.Allocations;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  private static void everything(WarmUp warmUp) {
    for (int oc : new int[] {1, 8, 16, 24, 32, 40, 64, 1000}) {
      warmUp.tiles(64, oc, 1);
      warmUp.tiles(64, oc, 100);
      warmUp.stem(oc);
    }
    for (int kernel : new int[] {1, 2, 3, 5, 7}) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int multiplier = 1; multiplier <= 2; multiplier++) {
          warmUp.depthwise(
              new ConvGeometry(
                  1,
                  20,
                  20,
                  17,
                  9,
                  9,
                  17 * multiplier,
                  kernel,
                  kernel,
                  stride,
                  stride,
                  0,
                  0,
                  1,
                  1,
                  17));
        }
      }
    }
    for (Finish.Function function : Finish.Function.values()) {
      warmUp.finish(Finish.of(function, 0, 1).with(Finish.Residual.AFTER));
    }
    for (RowOps.Function function : RowOps.Function.values()) {
      warmUp.function(function);
    }
    for (RowOps.Operation operation : RowOps.Operation.values()) {
      for (Broadcast.Staying staying : Broadcast.Staying.values()) {
        warmUp.combine(operation, staying);
      }
    }
  }

  @Test
  void await_everyRoutine_leavesNoneCold() {
    WarmUp warmUp = new WarmUp(new VectorKernels());
    everything(warmUp);
    assertTrue(warmUp.routines() > 10, () -> warmUp.routines() + " routines");
    warmUp.await();
    assertTrue(warmUp.isWarm());
    int routines = warmUp.routines();
    everything(warmUp);
    assertEquals(routines, warmUp.routines());
    assertTrue(warmUp.isWarm(), "a routine was warmed twice");
  }

  @Test
  void await_tilesInBackground_waitsForTheOthersOnly() throws InterruptedException {
    VectorKernels vectors = new VectorKernels();
    WarmingKernels warming = new WarmingKernels(vectors);
    try (WarmUp warmUp = new WarmUp(vectors, warming)) {
      everything(warmUp);
      warmUp.await();
      long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (!warmUp.isWarm() && System.nanoTime() < end) {
        Thread.sleep(1);
      }
      assertTrue(warmUp.isWarm());
      assertFalse(warming.hasCold());
    }
  }

  @Test
  void close_whileTilesAreCold_endsTheThread() {
    VectorKernels vectors = new VectorKernels();
    WarmUp warmUp = new WarmUp(vectors, new WarmingKernels(vectors));
    everything(warmUp);
    warmUp.close();
    warmUp.await();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("twofold-cpu-warm-up")));
    everything(warmUp);
    warmUp.close();
  }

  @Test
  void await_kernelsWithoutVectors_hasNothingToWarm() {
    WarmUp warmUp = new WarmUp(new ScalarKernels());
    everything(warmUp);
    assertEquals(0, warmUp.routines());
    assertTrue(warmUp.isWarm());
  }

  @Test
  void await_whenWarm_allocatesNothing() {
    WarmUp warmUp = new WarmUp(new VectorKernels());
    warmUp.tiles(64, 64, 100);
    warmUp.await();
    assertEquals(0, Allocations.least(Duration.ofMinutes(1), 1000, warmUp::await));
  }
}
