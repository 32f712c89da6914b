package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.models.ModelInfo;
import dev.twofold.models.Models;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The commands that take no files: `compare`, `backends`, `models` and help.
class CommandsTest {

  @Test
  void compare_theArticlesNetworks_printsTheRatio() {
    Cli cli = Cli.run("compare", "segnet", "segnet-separable");
    assertEquals(0, cli.code());
    assertTrue(cli.out().contains("8.46x"), cli.out());
    assertTrue(cli.out().contains("9,116,319,744 -> 1,077,657,600"), cli.out());
    assertTrue(cli.out().lines().allMatch(line -> line.length() <= 100), cli.out());
  }

  @Test
  void backends_text_listsOursWithTheirOrigin() {
    Cli cli = Cli.run("backends");
    assertEquals(0, cli.code());
    assertTrue(cli.out().contains("reference is from "), cli.out());
    assertTrue(cli.out().contains("cpu is from "), cli.out());
  }

  @Test
  void backends_text_isTheDoctorsReport() {
    String out = Cli.run("backends").out();
    for (String word :
        List.of(
            "java        " + Runtime.version(),
            "vector API  module jdk.incubator.vector is there",
            "found on    the class path",
            "backend interface 1",
            "smoke run with Vector API, ",
            "chosen: cpu:0 (host processor), the best class of device found")) {
      assertTrue(out.contains(word), out);
    }
  }

  @Test
  void backends_requested_decidesTheExitCode() throws IOException {
    assertEquals(0, Cli.run("backends", "--backend", "reference").code());
    Cli missing = Cli.run("backends", "--backend", "acme");
    assertEquals(1, missing.code());
    assertTrue(missing.out().contains("chosen: none; no backend 'acme'"), missing.out());
    Cli json = Cli.run("backends", "--backend", "acme", "--json");
    SchemasTest.assertFits("backends", json.out());
    assertTrue(json.out().contains("\"exitCode\" : 1"), json.out());
    assertTrue(json.out().contains("\"chosen\" : null"), json.out());
  }

  @Test
  void backends_json_isPureJson() throws IOException {
    Cli cli = Cli.run("backends", "--json");
    SchemasTest.assertFits("backends", cli.out());
    List<String> ids = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(cli.out())) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING && "id".equals(json.currentName())) {
          ids.add(json.getText());
        }
      }
    }
    assertTrue(ids.containsAll(List.of("cpu", "cuda", "reference")), ids.toString());
    assertEquals("", cli.err());
  }

  @Test
  void models_list_namesAll() {
    String out = Cli.run("models").out();
    for (ModelInfo model : Models.all()) {
      assertTrue(out.contains(model.name()), out);
    }
    assertTrue(out.contains("300,774,272 mult-adds"), out);
    assertTrue(out.lines().allMatch(line -> line.length() <= 100), out);
  }

  @Test
  void help_everyCommand_fitsTheTerminal() {
    for (String command : Twofold.commandLine(Cli.silent()).getSubcommands().keySet()) {
      Cli cli = Cli.run(command, "--help");
      assertEquals(0, cli.code());
      assertTrue(cli.out().startsWith("Usage: twofold " + command), cli.out());
      assertTrue(cli.out().lines().allMatch(line -> line.length() <= 100), cli.out());
    }
    assertTrue(Cli.run("--help").out().contains("summary"));
    assertTrue(Cli.run("--version").out().contains("Java "));
  }

  @Test
  void debug_failure_printsTheStackTraceOnlyThen() {
    Cli quiet = Cli.run("summary", "nope");
    Cli debug = Cli.run("summary", "nope", "--debug");
    assertEquals(1, quiet.err().lines().count(), quiet.err());
    assertFalse(quiet.err().contains("\tat "), quiet.err());
    assertTrue(debug.err().contains("\tat dev.twofold."), debug.err());
    assertEquals(1, debug.code());
  }
}
