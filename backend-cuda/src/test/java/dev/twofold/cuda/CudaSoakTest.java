package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tck.Soak;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Eight threads compile, run and close random networks while faults are thrown in: 20 seconds where
/// `twofold.ci` is true, 5 elsewhere, or what `twofold.soak.seconds` says.
@Tag("gpu")
class CudaSoakTest {

  private static final int THREADS = 8;
  private static final long HEAP_SLACK = 8_000_000L;

  @BeforeAll
  static void load() {
    TestDriver.load();
  }

  private static Duration time() {
    long usual = Boolean.getBoolean("twofold.ci") ? 20 : 5;
    return Duration.ofSeconds(Long.getLong("twofold.soak.seconds", usual));
  }

  @Test
  void soak_faultsThrownIn_noWrongResultAndNoGrowth() throws Exception {
    Soak.Report report = Soak.run(CudaBackendProvider::new, time(), THREADS);
    assertEquals(List.of(), report.problems());
    assertTrue(report.runs() > 0 && report.faults() > 0, report::toString);
    Soak.Footprint before = report.before();
    Soak.Footprint after = report.after();
    assertTrue(after.threads() <= before.threads(), report::toString);
    assertTrue(after.heapBytes() <= before.heapBytes() + HEAP_SLACK, report::toString);
    assertEquals(before.directBytes(), after.directBytes(), report::toString);
    if (TestDriver.isEmulated()) {
      assertEquals(List.of(), TestDriver.emulator().leaks());
    }
  }
}
