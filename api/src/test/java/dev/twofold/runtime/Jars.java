package dev.twofold.runtime;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Compiles sources and packs them into jars, as other people's builds do.
final class Jars {

  private static final String SERVICES = "META-INF/services/dev.twofold.spi.BackendProvider";

  private final Path folder;

  Jars(Path folder) {
    this.folder = folder;
  }

  /// The source of a provider; parts of it are replaced to break it.
  static String source(String name, String id) {
    return """
    package acme;
    import dev.twofold.spi.*;
    public final class %s implements BackendProvider {
      public %s() { /*constructor*/ }
      public int spiVersion() { return Spi.VERSION; }
      public String id() { return "%s"; }
      public DeviceClass deviceClass() { return DeviceClass.CPU; }
      public Availability probe() { /*probe*/ return Availability.on(Device.host(0, "loops")); }
      public Backend open(Device device, BackendOptions options) {
        throw new BackendException("not for use");
      }
    }
    """
        .formatted(name, name, id);
  }

  /// The class path of the tests.
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /// The folder with the classes that are tested.
  static Path api() throws Exception {
    return Path.of(Backends.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /// Compiles sources by name into a folder of classes.
  Path compile(String name, Map<String, String> sources, List<String> options) throws IOException {
    Path from = Files.createDirectories(folder.resolve(name + "-sources"));
    Path to = Files.createDirectories(folder.resolve(name + "-classes"));
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-d", to.toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = from.resolve(source.getKey() + ".java");
      Files.createDirectories(file.getParent());
      arguments.add(Files.writeString(file, source.getValue()).toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean done =
        compiler
            .getTask(
                said,
                null,
                null,
                arguments.subList(0, options.size() + 2),
                null,
                compiler
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjects(
                        arguments.subList(options.size() + 2, arguments.size()).stream()
                            .map(File::new)
                            .toArray(File[]::new)))
            .call();
    if (!done) {
      throw new AssertionError(said.toString());
    }
    return to;
  }

  /// A jar of a folder of classes with a services file of the given lines.
  Path jar(String name, Path classes, List<String> services) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String entry = classes.relativize(file).toString().replace(File.separatorChar, '/');
        entries.put(entry, Files.readAllBytes(file));
      }
    }
    if (!services.isEmpty()) {
      entries.put(SERVICES, String.join("\n", services).getBytes());
    }
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return jar;
  }

  /// A jar with one provider, `acme.NAME`.
  Path provider(String name, String source) throws IOException {
    Path classes =
        compile(name, Map.of("acme/" + name, source), List.of("-cp", classPath(), "-proc:none"));
    return jar(name, classes, List.of("acme." + name));
  }
}
