package dev.twofold.cli;

/// A command cannot do what was asked. The message is one line with the cure.
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean usage;

  CliException(String message) {
    super(message);
    usage = false;
  }

  CliException(String message, Throwable cause) {
    super(message, cause);
    usage = false;
  }

  private CliException(boolean usage, String message) {
    super(message);
    this.usage = usage;
  }

  /// Options that do not go together, or a value that is none: the command was called wrongly.
  static CliException usage(String message) {
    return new CliException(true, message);
  }

  /// Whether the command was called wrongly.
  boolean isUsage() {
    return usage;
  }
}
