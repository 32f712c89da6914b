package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.spi.BackendOptions;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Our side of the comparison with other programs, small.
@Tag("gpu")
class ReplayClockTest {

  @BeforeAll
  static void load() {
    TestDriver.load();
  }

  @ParameterizedTest
  @CsvSource({"fp32, 0, 1e-5", "tf32, 1e-7, 1e-2"})
  void serve_loadAndTime_answersWhatWasCheckedAndHowLong(String math, double least, double most)
      throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String commands =
        "load mobilenet-v1:width=0.25 2x3x32x32 2\ntime 3\ntime 1\nload mobilenet-v1:width=0.25"
            + " 1x3x32x32 1\nquit\nnonsense\n";
    try (BufferedReader in = new BufferedReader(new StringReader(commands));
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      ReplayClock.serve(
          BackendOptions.DEFAULTS.withProperties(Map.of(Settings.MATH, math)), in, out);
    }
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(4, lines.size(), lines.toString());
    for (int line : new int[] {0, 3}) {
      String[] ready = lines.get(line).split(" ", -1);
      assertEquals("ready", ready[0]);
      assertTrue(Integer.parseInt(ready[1]) >= 15, lines.toString());
      assertEquals(463_600, Long.parseLong(ready[2]), lines.toString());
      double error = Double.parseDouble(ready[3]);
      assertTrue(error >= least && error <= most, lines.toString());
    }
    for (int line : new int[] {1, 2}) {
      assertTrue(
          lines.get(line).matches("microseconds \\d+\\.\\d{3} \\d+\\.\\d{3}"), lines.toString());
    }
  }
}
