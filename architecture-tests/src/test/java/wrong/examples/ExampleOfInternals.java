package wrong.examples;

import wrong.cpu.PublicHelper;

/// Breaks rule 19.
final class ExampleOfInternals {

  private ExampleOfInternals() {}

  static int answer() {
    return PublicHelper.answer();
  }
}
