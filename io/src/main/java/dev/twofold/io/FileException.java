package dev.twofold.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file cannot be read or written. The message is one line: which file, what was expected, what
/// was found, and the cure.
public final class FileException extends IOException {

  private static final long serialVersionUID = 1L;

  /// Without a cause.
  ///
  /// @param file what was read or written, as the user named it
  /// @param problem what is wrong with it, in one line
  public FileException(String file, String problem) {
    this(file, problem, null);
  }

  /// With what was thrown beneath.
  ///
  /// @param file what was read or written, as the user named it
  /// @param problem what is wrong with it, in one line
  public FileException(String file, String problem, @Nullable Throwable cause) {
    super(("'" + file + "': " + problem).replaceAll("\\p{Cntrl}+", " "), cause);
  }

  /// What the file system said, in words.
  static FileException of(Path file, IOException cause) {
    return cause instanceof FileException known
        ? known
        : new FileException(file.toString(), words(cause), cause);
  }

  private static String words(IOException cause) {
    return switch (cause) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException e when e.getReason() != null -> lowerCase(e.getReason());
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  private static String lowerCase(String reason) {
    return reason.isEmpty()
        ? reason
        : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
  }
}
