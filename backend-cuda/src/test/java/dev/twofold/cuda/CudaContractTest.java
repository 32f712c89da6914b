package dev.twofold.cuda;

import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.spi.BackendProvider;
import dev.twofold.tck.BackendContract;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// The contract of backends.
@Tag("gpu")
class CudaContractTest extends BackendContract {

  @BeforeAll
  static void load() {
    TestDriver.load();
  }

  @Override
  protected BackendProvider provider() {
    return new CudaBackendProvider();
  }

  /// The bytes on the device and in pinned memory, and one for everything else that is held, as far as
  /// the emulated driver knows.
  @Override
  protected OptionalLong nativeBytes() {
    if (!TestDriver.isEmulated()) {
      return OptionalLong.empty();
    }
    Emulator emulator = TestDriver.emulator();
    return OptionalLong.of(
        emulator.totals().get("liveBytes")
            + emulator.totals().get("pinned")
            + emulator.leaks().size());
  }
}
