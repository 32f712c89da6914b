package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tck.Soak;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sixteen threads compile, run and close random networks while faults are thrown in: 60 seconds
/// where `twofold.ci` is true, 5 elsewhere, or what `twofold.soak.seconds` says.
class CpuSoakTest {

  private static final int THREADS = 16;
  private static final long HEAP_SLACK = 8_000_000L;
  private static final long NATIVE_SLACK = 64_000_000L;

  private static Duration time() {
    long usual = Boolean.getBoolean("twofold.ci") ? 60 : 5;
    return Duration.ofSeconds(Long.getLong("twofold.soak.seconds", usual));
  }

  @Test
  void soak_faultsThrownIn_noWrongResultAndNoGrowth() throws Exception {
    Soak.Report report = Soak.run(CpuBackendProvider::new, time(), THREADS);
    Files.createDirectories(Path.of("target", "tck"));
    Files.writeString(Path.of("target", "tck", "cpu-soak.txt"), report + "\n");
    assertEquals(List.of(), report.problems());
    assertTrue(report.runs() > 0 && report.faults() > 0, report::toString);
    Soak.Footprint before = report.before();
    Soak.Footprint after = report.after();
    assertTrue(after.threads() <= before.threads(), report::toString);
    assertTrue(after.heapBytes() <= before.heapBytes() + HEAP_SLACK, report::toString);
    assertEquals(before.directBytes(), after.directBytes(), report::toString);
    assertTrue(after.nativeGrowthSince(before) <= NATIVE_SLACK, report::toString);
  }
}
