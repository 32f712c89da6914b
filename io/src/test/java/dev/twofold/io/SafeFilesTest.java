package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFilesTest {

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void write_new_leavesOnlyTheFile() throws IOException {
    SafeFiles.write(folder.resolve("a"), out -> out.write('x'));
    assertEquals(List.of("a"), names());
    assertEquals("x", Files.readString(folder.resolve("a")));
  }

  @Test
  void write_failingHalfWay_keepsTheOldContentAndNoPart() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    FileException thrown =
        assertThrows(
            FileException.class,
            () ->
                SafeFiles.write(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }));
    assertEquals("'" + file + "': No space left on device", thrown.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void write_throughALink_replacesWhatItPointsAt() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target.getFileName());
    SafeFiles.write(link, out -> out.write('x'));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("x", Files.readString(target));
  }

  @Test
  void write_ontoAFolder_isRefused() {
    FileException thrown =
        assertThrows(FileException.class, () -> SafeFiles.write(folder, out -> out.write('x')));
    assertEquals("'" + folder + "': is a folder; name a file in it", thrown.getMessage());
  }

  @Test
  void write_ontoADevice_goesThere() throws IOException {
    Path device = Path.of("/dev/null");
    SafeFiles.write(device, out -> out.write('x'));
    assertTrue(Files.exists(device));
  }

  @Test
  void message_ofWhatTheFileSystemSays_isInWords() {
    Path file = Path.of("a");
    assertEquals(
        "'a': permission denied",
        FileException.of(file, new java.nio.file.AccessDeniedException("a")).getMessage());
    assertEquals(
        "'a': read-only file system",
        FileException.of(
                file, new java.nio.file.FileSystemException("a", null, "Read-only file system"))
            .getMessage());
  }
}
