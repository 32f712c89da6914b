package dev.twofold.cuda.ptx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of kernels in the working tree.
final class Sources {

  /// Where the sources and the script lie.
  static final Path FOLDER = Path.of("src/main/cuda");

  /// Where the PTX and the manifest lie.
  static final Path RESOURCES = Path.of("src/main/resources/dev/twofold/cuda/kernels");

  private Sources() {}

  /// The files of a folder with one of some endings, by name, each with its SHA-256.
  static TreeMap<String, String> hashes(Path folder, String... endings) throws IOException {
    TreeMap<String, String> hashes = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      if (Stream.of(endings).anyMatch(name::endsWith)) {
        hashes.put(name, sha256(Files.readAllBytes(file)));
      }
    }
    return hashes;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String sha256(byte[] data) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
