package dev.twofold.spi;

import org.jspecify.annotations.Nullable;

/// A backend, its device or the choice of one failed. The message is one line: where, what was
/// expected, what was got, and the cure.
public final class BackendException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// With a message only.
  public BackendException(String message) {
    super(message);
  }

  /// With what was thrown beneath.
  public BackendException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
