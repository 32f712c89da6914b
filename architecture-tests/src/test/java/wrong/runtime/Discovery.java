package wrong.runtime;

import java.util.ServiceLoader;
import wrong.spi.BackendProvider;

/// Keeps rule 11.
final class Discovery {

  private Discovery() {}

  static ServiceLoader<BackendProvider> load() {
    return ServiceLoader.load(BackendProvider.class);
  }
}
