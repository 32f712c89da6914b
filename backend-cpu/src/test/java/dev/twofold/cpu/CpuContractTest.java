package dev.twofold.cpu;

import dev.twofold.spi.BackendProvider;
import dev.twofold.tck.BackendContract;

/// The contract of backends, with vectors where the machine has them.
class CpuContractTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return new CpuBackendProvider();
  }
}
