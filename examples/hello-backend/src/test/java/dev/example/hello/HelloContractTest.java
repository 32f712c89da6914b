package dev.example.hello;

import dev.twofold.spi.BackendProvider;
import dev.twofold.tck.BackendContract;

class HelloContractTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return new HelloBackendProvider();
  }
}
