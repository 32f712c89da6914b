package dev.twofold.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.TestDriver;
import dev.twofold.spi.Availability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loading of the libraries, each time in a new JVM, since a JVM loads them once.
class NativesTest {

  @TempDir Path folder;

  /// What a probe in a new JVM says.
  private record Said(int code, String text) {}

  /// Prints what a probe says.
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      System.out.println(
          switch (Driver.probe()) {
            case Availability.Available available -> "AVAILABLE " + available.devices();
            case Availability.Unavailable(var reason, String message, String remedy, var _) ->
                "%s: %s; %s".formatted(reason, message, remedy);
          });
      System.out.println("tmpdir " + System.getProperty("java.io.tmpdir"));
    }
  }

  private Said probe(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Xmx256m");
    command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    command.addAll(Arrays.asList(options));
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", path, Main.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes()).strip();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return new Said(process.exitValue(), text);
  }

  private static String library() {
    TestDriver.emulator();
    return "-Dtwofold.cuda.library=" + System.getProperty("twofold.cuda.library");
  }

  @Test
  void probe_noDriver_isUnavailableWithRemedy() throws Exception {
    Said said = probe("-Dtwofold.cuda.library=/nowhere/libcuda.so.1");
    assertEquals(0, said.code(), said.text());
    assertTrue(
        said.text()
            .contains(
                "MISSING_DRIVER: the NVIDIA driver is not installed (there is no"
                    + " /nowhere/libcuda.so.1); install the NVIDIA driver, version 450 or newer"),
        said.text());
  }

  @Test
  void probe_foreignFileInTheTemporaryFolder_isNotTouched() throws Exception {
    Path planted = folder.resolve("libJCudaDriver-12.6.0-linux-x86_64.so");
    Files.writeString(planted, "nothing that can be loaded");
    Said said = probe(library(), "-Djava.io.tmpdir=" + folder);
    assertEquals(0, said.code(), said.text());
    assertTrue(said.text().contains("AVAILABLE"), said.text());
    assertEquals("nothing that can be loaded", Files.readString(planted));
  }

  @Test
  void probe_truncatedFileInTheTemporaryFolder_doesNotEndTheProcess() throws Exception {
    Path planted = folder.resolve("libJCudaDriver-12.6.0-linux-x86_64.so");
    try (var in =
        Natives.class.getClassLoader().getResourceAsStream("lib/" + planted.getFileName())) {
      Files.write(planted, in.readNBytes(100_000));
    }
    Said said = probe(library(), "-Djava.io.tmpdir=" + folder);
    assertEquals(0, said.code(), said.text());
    assertTrue(said.text().contains("AVAILABLE"), said.text());
  }

  @Test
  void probe_temporaryFolder_isLeftAsItWas() throws Exception {
    Said said = probe(library(), "-Djava.io.tmpdir=" + folder);
    assertTrue(said.text().endsWith("tmpdir " + folder), said.text());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void probe_temporaryFolderMissing_saysSo() throws Exception {
    Said said = probe(library(), "-Djava.io.tmpdir=" + folder.resolve("missing"));
    assertEquals(0, said.code(), said.text());
    assertTrue(
        said.text().contains("FAILED: the native library could not be unpacked"), said.text());
    assertTrue(said.text().contains("-Djava.io.tmpdir"), said.text());
  }

  @Test
  void probe_otherMachine_saysWhatThereIs() throws Exception {
    Said said = probe(library(), "-Dos.arch=aarch64");
    assertEquals(0, said.code(), said.text());
    assertTrue(said.text().contains("MISSING_DRIVER"), said.text());
    assertTrue(said.text().contains("aarch64"), said.text());
    assertTrue(said.text().contains("64-bit Linux or Windows on x86"), said.text());
  }
}
