package dev.twofold.reference;

import dev.twofold.spi.BackendProvider;
import dev.twofold.tck.BackendContract;

/// The contract of backends: the reference is judged by a definition that is not its own.
class ReferenceContractTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return new ReferenceBackendProvider();
  }
}
