package dev.twofold.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The list of versions that users import names every library, in the version of the poms.
class BomTest {

  private static final Pattern ARTIFACT =
      Pattern.compile("<artifactId>twofold-([^<]+)</artifactId>");
  private static final Pattern VERSION = Pattern.compile("<version>([^<$]+)</version>");
  private static final Set<String> NO_LIBRARIES =
      Set.of("cli", "examples", "hello-backend", "benchmarks");

  private static String read(Path module) throws IOException {
    return Files.readString(module.resolve("pom.xml"));
  }

  private static Path root() {
    return Path.of(System.getProperty("twofold.root"));
  }

  @Test
  void bom_libraries_areAllModulesThatUsersDependOn() throws IOException {
    Set<String> libraries =
        Production.modules().stream()
            .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
            .map(module -> module.getFileName().toString())
            .filter(name -> !NO_LIBRARIES.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> listed =
        ARTIFACT
            .matcher(read(root().resolve("bom")))
            .results()
            .map(match -> match.group(1))
            .filter(name -> !name.equals("bom"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(libraries, listed);
  }

  @Test
  void versions_ofBomAndOutsider_areThatOfTheParent() throws IOException {
    String parent = first(VERSION, read(root()));
    assertEquals(parent, first(VERSION, read(root().resolve("bom"))));
    Pattern property = Pattern.compile("<twofold.version>([^<]+)</twofold.version>");
    assertEquals(parent, first(property, read(root().resolve("examples/hello-backend"))));
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    List<String> found = matcher.results().map(match -> match.group(1)).toList();
    return found.getFirst();
  }
}
