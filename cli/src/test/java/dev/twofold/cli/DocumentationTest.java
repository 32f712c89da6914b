package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The command lines in the documents are command lines that the program understands.
class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("twofold.root", "..")).normalize();

  private static List<String> commands(String document) throws IOException {
    List<String> commands = new ArrayList<>();
    boolean shell = false;
    for (String line : Files.readAllLines(ROOT.resolve(document))) {
      shell = line.startsWith("```") ? line.equals("```sh") : shell;
      if (shell && line.startsWith("./twofold ")) {
        commands.add(line.replaceFirst("\\s+#.*", "").substring("./twofold ".length()));
      }
    }
    return commands;
  }

  @Test
  void shellBlocks_ofAllDocuments_areUnderstood() throws IOException {
    List<String> commands = new ArrayList<>(commands("README.md"));
    commands.addAll(commands("docs/cli.md"));
    commands.addAll(commands("docs/cost-model.md"));
    assertTrue(commands.size() >= 30, commands.toString());
    for (String command : commands) {
      assertDoesNotThrow(
          () -> Twofold.commandLine(Cli.silent()).parseArgs(command.split(" ")), command);
    }
  }

  /// Rows of a table that end in a command: the command prints all that is bold in its row.
  @Test
  void wrongNumbers_everyCommand_printsTheCorrectOnes() throws IOException {
    List<String> rows =
        Files.readAllLines(ROOT.resolve("docs/cost-model.md")).stream()
            .filter(line -> line.matches("\\| .*\\*\\*.*`./twofold [^`]*` \\|"))
            .toList();

    assertTrue(rows.size() >= 7, rows.toString());
    for (String row : rows) {
      String command = row.substring(row.lastIndexOf("./twofold ") + 10, row.lastIndexOf('`'));
      Cli cli = Cli.run((Object[]) command.split(" "));
      Pattern.compile("\\*\\*([^*]+)\\*\\*")
          .matcher(row)
          .results()
          .map(match -> match.group(1))
          .forEach(number -> assertTrue(cli.out().contains(number), row + "\n" + cli.out()));
    }
  }
}
