package dev.twofold.tck;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Whether a new JVM finds and uses the backend, from the class path and from the module path.
final class Packaging {

  private static final int MINUTES = 2;

  private final Subject subject;

  Packaging(Subject subject) {
    this.subject = subject;
  }

  List<Check> checks() {
    return List.of(
        new Check("works-on-the-class-path", this::classPath),
        new Check("works-on-the-module-path", this::modulePath));
  }

  private static List<Path> entries() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String modules = System.getProperty("jdk.module.path", "");
    return Arrays.stream((path + File.pathSeparator + modules).split(File.pathSeparator))
        .filter(entry -> !entry.isBlank())
        .map(Path::of)
        .filter(Files::exists)
        .toList();
  }

  private Outcome classPath() throws IOException, InterruptedException {
    return run(List.of("-cp", joined(entries()), Main.class.getName()));
  }

  private static String joined(List<Path> entries) {
    return String.join(
        File.pathSeparator, entries.stream().map(Path::toString).distinct().toList());
  }

  private Outcome modulePath() throws IOException, InterruptedException {
    Path home = home();
    if (Files.isDirectory(home) && !Files.exists(home.resolve("module-info.class"))) {
      // A folder without descriptor is no module, but the jar that it becomes is an automatic one.
      Path folder = Files.createTempDirectory("twofold-tck");
      Path jar = Zip.jar(home, folder.resolve("backend.under.test.jar"));
      try {
        return modulePath(jar);
      } finally {
        Files.delete(jar);
        Files.delete(folder);
      }
    }
    return modulePath(home);
  }

  private Outcome modulePath(Path home) throws IOException, InterruptedException {
    List<Path> modules = new ArrayList<>();
    String name = "";
    List<Path> entries = new ArrayList<>(entries());
    if (!entries.contains(home)) {
      entries.add(home);
    }
    for (Path entry : entries) {
      try {
        var found = ModuleFinder.of(entry).findAll();
        if (found.size() == 1) {
          modules.add(entry);
          name = entry.equals(home) ? found.iterator().next().descriptor().name() : name;
        }
      } catch (FindException e) {
        // No module can be made of it: it cannot be needed on a module path.
      }
    }
    if (name.isEmpty()) {
      return Outcome.unsupported(home + " is no module; add a module-info.java");
    }
    return run(
        List.of(
            "-p",
            joined(modules),
            "--add-modules",
            name,
            "-m",
            "dev.twofold.tck/" + Main.class.getName()));
  }

  /// The jar or folder of the provider.
  private Path home() {
    CodeSource source = subject.provider().getClass().getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Outcome run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument ->
            argument.matches("--(add-modules|enable-native-access).*|-X.*|-D(twofold|cuda).*"))
        .filter(argument -> !argument.startsWith("-Xbootclasspath"))
        .forEach(command::add);
    command.addAll(arguments);
    command.addAll(List.of("--find", subject.provider().id()));
    Path output = Files.createTempFile("twofold-tck", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      process.destroyForcibly();
      String said = Files.readString(output).strip();
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            "a new JVM (%s): %s"
                .formatted(arguments.getFirst(), ended ? said : "did not end; " + said));
      }
      return Outcome.passed(said.lines().reduce("", (_, last) -> last));
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
