package wrong.cpu;

import wrong.spi.BackendProvider;

/// Breaks rules 10 and 18: anybody may extend it.
public class OpenProvider implements BackendProvider {

  /// For ServiceLoader.
  public OpenProvider() {}
}
