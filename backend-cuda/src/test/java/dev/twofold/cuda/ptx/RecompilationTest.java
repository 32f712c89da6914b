package dev.twofold.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiles the kernels once more: the same bytes on every machine that has the manifest's compiler.
class RecompilationTest {

  private static final int MINUTES = 5;

  @Test
  void buildPtx_sameCompiler_givesTheCommittedBytes(@TempDir Path folder)
      throws IOException, InterruptedException {
    String wanted = ShippedPtx.open().manifest().nvcc();
    String found = nvcc();
    if (!found.equals(wanted)) {
      missing("needs nvcc %s, there is %s".formatted(wanted, found.isEmpty() ? "none" : found));
    }
    run(
        List.of(
            Sources.FOLDER.resolve("build-ptx.sh").toAbsolutePath().toString(), folder.toString()));
    assertEquals(
        Sources.hashes(Sources.RESOURCES, ".ptx", ".properties"),
        Sources.hashes(folder, ".ptx", ".properties"));
    for (String file : Sources.hashes(folder, ".ptx").keySet()) {
      assertEquals(
          Files.readString(Sources.RESOURCES.resolve(file)),
          Files.readString(folder.resolve(file)));
    }
  }

  private static void missing(String reason) {
    if (Boolean.getBoolean("twofold.ci")) {
      fail(reason);
    }
    abort(reason);
  }

  /// The version of the compiler on the path, or nothing.
  private static String nvcc() throws InterruptedException {
    try {
      return run(List.of("nvcc", "--version"))
          .lines()
          .filter(line -> line.contains("release"))
          .map(line -> line.replaceFirst(".* V", "").trim())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      fail(command + " takes more than " + MINUTES + " minutes");
    }
    assertEquals(0, process.exitValue(), output);
    return output;
  }
}
