package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.cost.Roofline.Bound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RooflineTest {

  private static final MemoryReport SEPARABLE =
      MemoryReport.of(TestGraphs.separable(), Fusion.NONE);

  /// Depthwise: 4,718,592 FLOPs on 2,097,728 bytes.
  @Test
  void seconds_lowRidge_isArithmetic() {
    Roofline machine = new Roofline(1024, 1024, 0.5);
    StepLoad depthwise = StepLoad.of(SEPARABLE.steps().getFirst());

    assertEquals(1, machine.ridge());
    assertEquals(4_718_592 / 1024.0 + 0.5, machine.seconds(depthwise));
    assertEquals(Bound.ARITHMETIC, machine.bound(depthwise));
  }

  @Test
  void seconds_highRidge_isTraffic() {
    Roofline machine = new Roofline(8192, 1024, 0);
    StepLoad depthwise = StepLoad.of(SEPARABLE.steps().getFirst());

    assertEquals(2_097_728 / 1024.0, machine.seconds(depthwise));
    assertEquals(Bound.MEMORY, machine.bound(depthwise));
    assertEquals((2_097_728 + 3_147_776) / 1024.0, machine.seconds(SEPARABLE));
  }

  @Test
  void bound_slowLaunch_isLaunch() {
    assertEquals(
        Bound.LAUNCH, new Roofline(1e12, 1e12, 1).bound(StepLoad.of(SEPARABLE.steps().getFirst())));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, -1, 0", "NaN, 1, 0", "1, Infinity, 0", "1, 1, -1", "1, 1, NaN"})
  void roofline_impossibleRates_isRefused(double flops, double bytes, double launch) {
    assertThrows(IllegalArgumentException.class, () -> new Roofline(flops, bytes, launch));
  }
}
