package wrong.cuda;

import wrong.spi.BackendProvider;

/// Breaks rule 10: ServiceLoader cannot see it.
final class HiddenProvider implements BackendProvider {

  public HiddenProvider() {}
}
