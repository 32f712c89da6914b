package dev.twofold.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the rules are asked about: the classes, descriptors and sources of all modules.
final class Production {

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private Production() {}

  static JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("dev.twofold", "dev.example");
  }

  static Rules rules() {
    return new Rules("dev.twofold", exported());
  }

  /// The packages that the descriptors of our modules export to everybody.
  static Set<String> exported() {
    return descriptors().stream()
        .flatMap(located -> located.descriptor().exports().stream())
        .filter(Predicate.not(ModuleDescriptor.Exports::isQualified))
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Our module descriptors on the class path, each with the folder or jar it lies in.
  static List<Located> descriptors() {
    List<Located> found = new ArrayList<>();
    for (URL url : resources("module-info.class")) {
      try (InputStream in = url.openStream()) {
        ModuleDescriptor descriptor = ModuleDescriptor.read(in);
        if (descriptor.name().startsWith("dev.twofold.")
            || descriptor.name().startsWith("dev.example.")) {
          String text = url.toString();
          String place = text.substring(0, text.length() - "module-info.class".length());
          found.add(new Located(descriptor, place));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  /// The lines of a resource in a folder or jar; none where it is missing.
  static List<String> lines(String place, String resource) {
    try (InputStream in = URI.create(place + resource).toURL().openStream()) {
      return new String(in.readAllBytes()).lines().map(String::strip).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /// The modules that the root pom lists.
  static List<Path> modules() {
    try {
      return MODULE
          .matcher(Files.readString(root().resolve("pom.xml")))
          .results()
          .map(match -> root().resolve(match.group(1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The names of the classes that a module's main sources are named after.
  static List<String> sources(Path module) {
    Path main = module.resolve("src/main/java");
    if (!Files.isDirectory(main)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(main)) {
      return files
          .map(file -> main.relativize(file).toString())
          .filter(name -> name.endsWith(".java") && !name.endsWith("-info.java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .map(name -> name.replace(File.separatorChar, '.'))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The class path of this test, all jars and folders.
  static Path[] classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> Files.isRegularFile(entry) || Files.exists(entry.resolve("dev")))
        .toArray(Path[]::new);
  }

  private static Path root() {
    return Path.of(System.getProperty("twofold.root"));
  }

  private static List<URL> resources(String name) {
    try {
      return Collections.list(Production.class.getClassLoader().getResources(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A descriptor and the address of the folder or jar it lies in, with a closing slash.
  record Located(ModuleDescriptor descriptor, String place) {}
}
