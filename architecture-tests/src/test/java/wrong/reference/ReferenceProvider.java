package wrong.reference;

import wrong.spi.BackendProvider;

/// A provider.
public final class ReferenceProvider implements BackendProvider {

  /// For ServiceLoader.
  public ReferenceProvider() {}
}
