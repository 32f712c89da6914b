package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The program as a process of its own: exit codes, and what goes to which stream.
class MainTest {

  @TempDir Path folder;

  private Cli start(String... arguments) throws IOException, InterruptedException {
    return start(Map.of(), arguments);
  }

  private Cli start(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    String everything =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher starts it, but for the vectors. Logback is there for the tests only.
    String classPath =
        Arrays.stream(everything.split(File.pathSeparator))
            .filter(entry -> !entry.contains("logback"))
            .collect(Collectors.joining(File.pathSeparator));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Xmx512m", "-Dstdout.encoding=US-ASCII", "-cp", classPath));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove("TWOFOLD_LOG");
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Cli(
        code,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void main_answer_isUtf8OnStandardOutput() throws Exception {
    Cli cli = start("summary", "separable", "--style", "torchinfo");
    assertEquals(0, cli.code(), cli.err());
    assertTrue(cli.out().contains("├─Conv2d: 1-1"), cli.out());
    assertEquals("", cli.err());
  }

  @Test
  void main_failure_exitsWith1AndSaysSoOnStandardError() throws Exception {
    Cli cli = start("summary", "nope");
    assertEquals(1, cli.code());
    assertEquals("", cli.out());
    assertTrue(cli.err().startsWith("twofold: unknown model 'nope'"), cli.err());
    assertEquals(1, cli.err().lines().count(), cli.err());
  }

  @Test
  void main_wrongUsage_exitsWith2() throws Exception {
    Cli cli = start("sumary", "segnet");
    assertEquals(2, cli.code());
    assertTrue(cli.err().contains("did you mean 'summary'?"), cli.err());
  }

  @Test
  void main_warningOfTheLibrary_goesToStandardError() throws Exception {
    Cli cli = start("run", "separable:size=8", "--backend", "reference", "--runs", "1");
    assertEquals(0, cli.code(), cli.err());
    assertTrue(cli.out().startsWith("model    separable:size=8"), cli.out());
    assertTrue(cli.err().lines().allMatch(line -> line.startsWith("twofold: ")), cli.err());
  }

  @ParameterizedTest
  @CsvSource({"'', 1, 0", "ERROR, 0, 0", "DEBUG, 1, 1"})
  void main_logLevelOfTheEnvironment_saysWhatIsLogged(String level, int warnings, int details)
      throws Exception {
    Map<String, String> environment = level.isEmpty() ? Map.of() : Map.of("TWOFOLD_LOG", level);
    // Started without the module of vectors, the backend warns that it is slow.
    Cli cli = start(environment, "run", "separable:size=8", "--backend", "cpu", "--runs", "1");
    assertEquals(0, cli.code(), cli.err());
    assertEquals(warnings, lines(cli.err(), "twofold: WARN backend 'cpu' runs without vectors"));
    assertEquals(details, lines(cli.err(), "DEBUG compiled 'DepthwiseSeparableConv'"));
  }

  private static long lines(String text, String beginning) {
    return text.lines().filter(line -> line.startsWith(beginning)).count();
  }
}
