package dev.twofold.cli;

/// A command cannot do what was asked. The message is one line with the cure.
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message);
  }

  CliException(String message, Throwable cause) {
    super(message, cause);
  }
}
