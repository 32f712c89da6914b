package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.render.Profiles;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {

  private static final StepRate POINTWISE = new StepRate(2e-6, 1.8e-11, 3e-11, 4e-11, 6e-11);
  private static final StepRate POOL = new StepRate(1e-6, 0, 5e-11, 0, 0);

  private static StepLoad load(String kind, long multAdds, Random random) {
    long bytes = 1_000 + random.nextInt(3_000_000);
    long weights = multAdds == 0 ? 0 : 100 + random.nextInt(500_000);
    return new StepLoad(kind, multAdds, bytes, weights, random.nextBoolean() ? bytes / 2 : 0);
  }

  /// Steps whose times obey the rates, but for a factor between 1 - noise and 1 + noise.
  private static MachineProfile calibrated(double noise) {
    Random random = new Random(1);
    Calibration calibration = new Calibration();
    for (int i = 0; i < 60; i++) {
      StepLoad pointwise = load("pointwise", 10_000 + random.nextInt(50_000_000), random);
      StepLoad pool = load("MaxPool2d 2x2 s2", 0, random);
      double factor = 1 + noise * (2 * random.nextDouble() - 1);
      calibration.add(pointwise, factor * POINTWISE.seconds(pointwise));
      calibration.add(pool, factor * POOL.seconds(pool));
    }
    return calibration.profile("here", "cpu", 2);
  }

  private static void assertClose(StepRate expected, StepRate got, double tolerance) {
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      StepLoad load = load("pointwise", random.nextInt(50_000_000), random);
      double seconds = expected.seconds(load);
      assertEquals(seconds, got.seconds(load), tolerance * seconds);
    }
  }

  @Test
  void profile_exactTimes_findsTheRates() {
    MachineProfile profile = calibrated(0);
    StepRate got = profile.rates().get("pointwise");
    assertEquals(POINTWISE.launchSeconds(), got.launchSeconds(), 1e-9);
    assertEquals(POINTWISE.secondsPerMultAdd(), got.secondsPerMultAdd(), 1e-15);
    assertEquals(POINTWISE.secondsPerByte(), got.secondsPerByte(), 1e-15);
    assertEquals(POINTWISE.secondsPerWeightByte(), got.secondsPerWeightByte(), 1e-15);
    assertEquals(POINTWISE.secondsPerCurvedByte(), got.secondsPerCurvedByte(), 1e-15);
    assertClose(POOL, profile.rates().get("MaxPool2d 2x2 s2"), 1e-6);
  }

  @Test
  void profile_noisyTimes_staysNear() {
    assertClose(POINTWISE, calibrated(0.1).rates().get("pointwise"), 0.1);
  }

  @Test
  void profile_unknownKinds_goByTheirRelativesOrByTraffic() {
    Calibration calibration = new Calibration();
    Random random = new Random(3);
    StepRate depthwise = new StepRate(0, 3e-11, 0, 0, 0);
    for (int i = 0; i < 20; i++) {
      StepLoad known = load("depthwise 3x3 s1", 1 + random.nextInt(1_000_000), random);
      calibration.add(known, depthwise.seconds(known));
      StepLoad add = load("Add", 0, random);
      calibration.add(add, POOL.seconds(add));
    }
    MachineProfile profile = calibration.profile("here", "cpu", 1);
    StepLoad wide = new StepLoad("depthwise 9x9 s3", 1_000_000, 1000, 0, 0);
    assertEquals(3e-5, profile.seconds(wide), 1e-8);
    StepLoad fused = new StepLoad("depthwise-separable 3x3 s1", 0, 1_000_000, 0, 0);
    assertEquals(5.1e-5, profile.seconds(fused), 1e-7);
    StepLoad strange = new StepLoad("Strange", 0, 1_000_000, 0, 0);
    assertEquals(5.1e-5, profile.seconds(strange), 1e-7);
  }

  @Test
  void profile_twoStepsOfAKind_goesByMultAddsOrTraffic() {
    Calibration calibration = new Calibration();
    calibration.add(new StepLoad("Resize", 0, 1000, 0, 0), 1e-6);
    calibration.add(new StepLoad("Resize", 0, 4000, 0, 0), 4e-6);
    calibration.add(new StepLoad("pointwise", 1000, 400_000, 0, 0), 4e-6);
    MachineProfile profile = calibration.profile("here", "cpu", 1);
    assertEquals(2e-6, profile.seconds(new StepLoad("Resize", 0, 2000, 0, 0)), 1e-12);
    assertEquals(8e-6, profile.seconds(new StepLoad("pointwise", 2000, 4000, 0, 0)), 1e-12);
    StepLoad few = new StepLoad("pointwise to few channels", 3000, 4000, 0, 0);
    assertEquals(12e-6, profile.seconds(few), 1e-12);
  }

  @Test
  void profile_nothingMeasured_saysSo() {
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class, () -> new Calibration().profile("here", "cpu", 1));
    assertEquals(
        "calibration: expected steps with mult-adds, and some that move 262144 bytes, got 0 steps;"
            + " add more",
        thrown.getMessage());
  }

  @Test
  void bound_steps_goesByWhatTakesLongest() {
    MachineProfile profile = calibrated(0);
    assertEquals(
        Roofline.Bound.ARITHMETIC,
        profile.bound(new StepLoad("pointwise", 50_000_000, 1000, 1000, 0)));
    assertEquals(
        Roofline.Bound.MEMORY, profile.bound(new StepLoad("pointwise", 1000, 9_000_000, 0, 0)));
    assertEquals(Roofline.Bound.LAUNCH, profile.bound(new StepLoad("pointwise", 10, 10, 10, 0)));
  }

  @Test
  void json_profile_comesBackEqual() {
    MachineProfile profile = calibrated(0.1);
    assertEquals(profile, Profiles.parse(Profiles.json(profile)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{}", "{\"machine\": 3}", "{\"machine\": [1]}"})
  void parse_noProfile_saysSo(String text) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Profiles.parse(text));
    assertTrue(thrown.getMessage().startsWith("machine profile: "), thrown.getMessage());
  }
}
