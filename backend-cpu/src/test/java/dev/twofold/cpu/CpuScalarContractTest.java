package dev.twofold.cpu;

import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.tck.BackendContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The numbers once more in scalar loops on three threads, as where the Vector API is missing.
class CpuScalarContractTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return new CpuBackendProvider();
  }

  @Override
  protected BackendOptions options() {
    return BackendOptions.DEFAULTS.withThreads(3).withProperties(Map.of(Vectors.PROPERTY, "off"));
  }

  @Override
  protected List<String> groups() {
    return List.of("numerics");
  }

  @Override
  protected Path reportFolder() {
    return Path.of("target", "tck", "scalar");
  }
}
