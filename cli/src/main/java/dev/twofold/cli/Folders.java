package dev.twofold.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Folders that commands write to.
final class Folders {

  private Folders() {}

  /// Makes a folder and those that it lies in, where they are missing.
  ///
  /// @throws CliException if it cannot be made
  static void create(Path folder) {
    try {
      Files.createDirectories(folder.toAbsolutePath());
    } catch (FileAlreadyExistsException e) {
      throw new CliException(
          "'%s': expected a folder, got a file; name another".formatted(folder), e);
    } catch (IOException e) {
      throw new CliException(
          "'%s': this folder cannot be created (%s); name another"
              .formatted(folder, e.getMessage()),
          e);
    }
  }
}
