package dev.twofold.tck;

import dev.twofold.spi.BackendProvider;
import java.util.List;

/// A right backend for two kinds of layers passes the contract; it is in no jar, so packaging is not
/// asked.
class SampleBackendTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return new SampleProvider(Mutation.NONE);
  }

  @Override
  protected List<String> groups() {
    return List.of("graphs", "determinism", "speed");
  }
}
