package wrong.cli;

import wrong.cpu.GoodProvider;

/// Breaks rule 4: a program that imports a backend.
final class NosyCommand {

  private NosyCommand() {}

  static GoodProvider backend() {
    return new GoodProvider();
  }
}
