package wrong.cpu;

import wrong.spi.BackendProvider;

/// Keeps rules 9 and 10.
public final class GoodProvider implements BackendProvider {

  /// For ServiceLoader.
  public GoodProvider() {}
}
