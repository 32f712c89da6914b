package wrong.cuda;

import wrong.spi.BackendProvider;

/// Breaks rule 10: ServiceLoader cannot make it.
public final class ProviderWithArguments implements BackendProvider {

  private final int device;

  /// Takes what nobody can give.
  public ProviderWithArguments(int device) {
    this.device = device;
  }

  int device() {
    return device;
  }
}
