package dev.twofold.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The code in the documents is code of the examples, which run, and what it prints is what they
/// print.
class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("twofold.root", "..")).normalize();

  /// The lines of the fenced blocks of a kind, without indents and empty lines.
  private static List<List<String>> blocks(Path document, String kind) throws IOException {
    List<List<String>> blocks = new ArrayList<>();
    List<String> current = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(document)) {
      if (inside && line.equals("```")) {
        inside = false;
        blocks.add(List.copyOf(current));
      } else if (inside && !line.isBlank()) {
        current.add(line.strip());
      } else if (line.equals("```" + kind)) {
        inside = true;
        current.clear();
      }
    }
    return blocks;
  }

  /// The documents whose code is that of the examples; those of `cost-model.md` stand
  /// in tests of models and cost-page.
  private static List<Path> documents() {
    return Stream.of(
            "README.md",
            "docs/architecture.md",
            "docs/backends.md",
            "docs/cli.md",
            "docs/writing-a-backend.md")
        .map(ROOT::resolve)
        .toList();
  }

  private static String lines(List<String> lines) {
    return String.join(
        "\n", lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList());
  }

  @Test
  void javaBlocks_ofTheDocuments_standInTheExamples() throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.add(lines(Files.readAllLines(file)));
      }
    }
    int found = 0;
    for (Path document : documents()) {
      for (List<String> block : blocks(document, "java")) {
        found++;
        String code = lines(block);
        assertTrue(
            sources.stream().anyMatch(source -> source.contains(code)),
            document + " has code that no example has:\n" + code);
      }
    }
    assertTrue(found >= 3, "only " + found + " blocks of code were found");
  }

  @Test
  void xmlBlocks_ofTheBackendGuide_standInItsPom() throws IOException {
    String pom = lines(Files.readAllLines(ROOT.resolve("examples/hello-backend/pom.xml")));
    List<List<String>> blocks = blocks(ROOT.resolve("docs/writing-a-backend.md"), "xml");
    assertFalse(blocks.isEmpty());
    for (List<String> block : blocks) {
      assertTrue(pom.contains(lines(block)), "the pom has no\n" + lines(block));
    }
  }

  @Test
  void table_inTheReadme_isWhatTheFirstExamplePrints() throws Exception {
    String printed = lines(Printed.by(() -> HelloSeparable.main(new String[0])).lines().toList());
    List<String> table = blocks(ROOT.resolve("README.md"), "text").get(1);
    assertFalse(table.isEmpty());
    assertTrue(printed.contains(lines(table)), printed);
  }
}
