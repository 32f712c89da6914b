package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.ScalarKernels;
import dev.twofold.cpu.kernel.VectorKernels;
import dev.twofold.tck.Allocations;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  private static void everything(WarmUp warmUp) {
    for (int oc : new int[] {1, 8, 16, 24, 32, 40, 64, 1000}) {
      warmUp.tiles(oc, 1);
      warmUp.tiles(oc, 100);
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
  }

  @Test
  void everyRoutine_bothKernels_runsWithoutFailing() {
    for (Kernels kernels : new Kernels[] {new VectorKernels(), new ScalarKernels()}) {
      WarmUp warmUp = new WarmUp(kernels);
      everything(warmUp);
      warmUp.await();
    }
  }

  @Test
  void await_whenWarm_allocatesNothing() {
    WarmUp warmUp = new WarmUp(new VectorKernels());
    warmUp.tiles(64, 100);
    warmUp.await();
    assertEquals(0, Allocations.least(Duration.ofMinutes(1), 1000, warmUp::await));
  }
}
