package dev.twofold.onnx;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A package of npm's registry, fetched by npm into the module's target folder when a test first asks
/// for it. Where npm is missing or cannot fetch, the test is skipped; on CI it fails.
record NpmPackage(String name, String version) {

  private static final int MINUTES = 3;

  /// The contents of one of the package's files.
  byte[] file(String path) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "npm"));
    Path archive = folder.resolve(name + "-" + version + ".tgz");
    Path file = folder.resolve(name + "-" + version).resolve("package").resolve(path);
    if (!Files.exists(file)) {
      if (!Files.exists(archive)) {
        run(folder, "npm", "pack", "--silent", name + "@" + version);
      }
      Path target = Files.createDirectories(folder.resolve(name + "-" + version));
      run(
          folder,
          "tar",
          "-xzf",
          archive.getFileName().toString(),
          "-C",
          target.getFileName().toString());
    }
    return Files.readAllBytes(file);
  }

  private void run(Path folder, String... command) throws InterruptedException {
    File log = folder.resolve("log.txt").toFile();
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroy();
        missing(List.of(command) + " does not end");
      } else if (process.exitValue() != 0) {
        missing(List.of(command) + " failed, see " + log);
      }
    } catch (IOException e) {
      missing(List.of(command) + " cannot be started: " + e.getMessage());
    }
  }

  private void missing(String why) {
    String message = "npm package " + name + ": " + why;
    if (Boolean.getBoolean("twofold.ci")) {
      throw new AssertionError(message);
    }
    abort(message);
  }
}
