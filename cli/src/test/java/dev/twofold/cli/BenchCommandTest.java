package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.cost.MachineProfile;
import dev.twofold.cost.render.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

  private static final String PROFILE =
      """
      {"machine": "here", "backend": "reference", "threads": 1, "flopsPerSecond": 1e9,
       "bytesPerSecond": 1e9, "launchSeconds": 1e-6, "rates": {},
       "other": {"launchSeconds": 1e-6, "secondsPerMultAdd": 1e-9, "secondsPerByte": 1e-9,
                 "secondsPerWeightByte": 0, "secondsPerCurvedByte": 0}}
      """;

  @TempDir Path folder;
  private Path profile = Path.of("");

  @BeforeEach
  void name() {
    profile = folder.resolve("profile.json");
  }

  private Cli bench(Object... more) throws IOException {
    Files.writeString(profile, PROFILE);
    Object[] fixed = {
      "bench",
      "separable:in=2,out=4,size=4",
      "--backend",
      "reference",
      "--threads",
      1,
      "--seconds",
      0,
      "--profile",
      profile
    };
    Object[] words = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, words, fixed.length, more.length);
    return Cli.run(words);
  }

  @Test
  void bench_knownProfile_putsPredictedBesideMeasured() throws IOException {
    Cli cli = bench();
    assertEquals(0, cli.code(), cli.err());
    assertTrue(cli.out().contains("depthwise_nchw"), cli.out());
    assertTrue(cli.out().contains("steps      mean absolute error "), cli.out());
    assertTrue(cli.out().contains("memory     bounds "), cli.out());
    assertTrue(
        cli.out()
            .contains("profile    reference, threads 1: 1.0 GFLOP/s, 1.0 GB/s, a launch in 1.0 µs"),
        cli.out());
    assertFalse(cli.err().contains("not calibrated"), cli.err());
    assertTrue(cli.out().lines().allMatch(line -> line.length() <= 100), cli.out());
  }

  /// Depthwise: 2 channels of 4 x 4 with 9 taps, in and out 128 bytes each.
  @Test
  void bench_json_hasThePredictionOfTheProfile() throws IOException {
    Cli cli = bench("--json");
    assertEquals(0, cli.code(), cli.err());
    SchemasTest.assertFits("bench", cli.out());
    try (JsonParser json = new JsonFactory().createParser(cli.out())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME && json.currentName().equals("steps")) {
          break;
        }
      }
      while (!"predictedMicros".equals(json.currentName())) {
        json.nextToken();
      }
      json.nextToken();
      assertEquals(1 + 0.288 + 0.256, json.getDoubleValue(), 1e-9);
    }
  }

  @Test
  void bench_brokenProfile_saysSo() throws IOException {
    Files.writeString(profile, "{}");
    Cli cli = Cli.run("bench", "separable:size=4", "--profile", profile);
    assertEquals(1, cli.code());
    assertTrue(cli.err().contains("profile.json' is no machine profile: "), cli.err());
    assertTrue(cli.err().contains("calibrate again"), cli.err());
  }

  /// 32 channels of 32 x 32, 16 * 9 taps, at 1 ns each; 65,536 bytes in and 131,072 out at 1 ns.
  @Test
  void advise_profile_predictsWithItsRates() throws IOException {
    Files.writeString(profile, PROFILE);
    String conv = "conv:in=16,out=32,kernel=3,size=32";
    Cli cli = Cli.run("advise", conv, "--profile", profile);
    assertEquals(0, cli.code(), cli.err());
    assertTrue(cli.out().contains("by what was measured of reference, threads 1"), cli.out());
    assertTrue(cli.out().contains("predicted time: 4.92 ms -> "), cli.out());
  }

  @Test
  void advise_profileThatIsNotThereOrRatesBeside_isRefused() throws IOException {
    Files.writeString(profile, PROFILE);
    Cli none = Cli.run("advise", "separable", "--profile", folder.resolve("none.json"));
    assertEquals(1, none.code());
    assertTrue(none.err().contains("none.json'; see 'calibrate'"), none.err());
    Cli both = Cli.run("advise", "separable", "--profile", profile, "--flops", "1G");
    assertEquals(2, both.code());
    assertTrue(both.err().contains("expected either a profile or rates, got both"), both.err());
  }

  @Test
  void calibrate_cpu_keepsRatesOfEveryUsualKind() throws IOException {
    Cli cli = Cli.run("calibrate", "--backend", "cpu", "--seconds", 0, "--profile", profile);
    assertEquals(0, cli.code(), cli.err());
    MachineProfile read = Profiles.parse(Files.readString(profile));
    assertEquals("cpu", read.backend());
    for (String kind :
        new String[] {
          "pointwise",
          "depthwise 3x3 s1",
          "depthwise 3x3 s2",
          "depthwise 5x5 s1",
          "first convolution",
          "convolution",
          "Linear",
          "GlobalAveragePool",
          "MaxPool2d with indices"
        }) {
      assertTrue(read.rates().containsKey(kind), kind);
      assertTrue(cli.out().contains(kind), kind);
    }
    assertTrue(read.roofline().flopsPerSecond() > 1e6, cli.out());
  }
}
