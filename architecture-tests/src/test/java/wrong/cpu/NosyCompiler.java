package wrong.cpu;

import wrong.reference.ReferenceProvider;
import wrong.spi.BackendProvider;

/// Breaks rule 4: a backend that knows another.
final class NosyCompiler {

  private NosyCompiler() {}

  static BackendProvider other() {
    return new ReferenceProvider();
  }
}
