package dev.twofold.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Writes files whole or not at all.
public final class SafeFiles {

  /*
   * The content goes to a hidden file in the same folder (a rename is atomic only within one file
   * system), which then takes the place of the target. Links are followed first, so that the linked
   * file is replaced and not the link. What is no regular file, such as /dev/stdout, cannot be
   * replaced and is written directly.
   */

  private SafeFiles() {}

  /// What writes the content of a file.
  @FunctionalInterface
  public interface Content {
    /// Writes everything; the stream is buffered and is closed by the caller.
    ///
    /// @throws IOException if the stream cannot be written
    void writeTo(OutputStream out) throws IOException;
  }

  /// Says early that a file cannot be written, before long work for its content is begun.
  ///
  /// @throws FileException if the target is a folder or write-protected, or its folder does not
  ///   exist or is write-protected
  public static void checkWritable(Path file) throws FileException {
    Path folder = folder(file);
    if (Files.isDirectory(file)) {
      throw new FileException(file.toString(), "is a folder; name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw new FileException(
          file.toString(), "cannot be written, for there is no folder '" + folder + "'; create it");
    }
    if (Files.exists(file) ? !Files.isWritable(file) : !Files.isWritable(folder)) {
      throw new FileException(
          file.toString(), "cannot be written: permission denied; choose another place");
    }
  }

  /// Writes a file beside its target and then moves it there. If anything fails, the target is as
  /// it was before.
  ///
  /// @throws FileException if the file cannot be written
  public static void write(Path file, Content content) throws FileException {
    checkWritable(file);
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file;
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        copy(target, content, StandardOpenOption.WRITE);
      } else {
        replace(target, content);
      }
    } catch (NoSuchFileException e) {
      // Its folder is there, but takes no files, as /proc does.
      throw new FileException(
          file.toString(), "cannot be written in its folder; choose another place", e);
    } catch (IOException e) {
      throw FileException.of(file, e);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    Path part =
        folder(target).resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      copy(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void copy(Path file, Content content, StandardOpenOption... options)
      throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(file, options), 1 << 16)) {
      content.writeTo(out);
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
