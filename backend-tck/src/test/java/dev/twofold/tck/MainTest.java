package dev.twofold.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return new Main(new PrintStream(said, true, StandardCharsets.UTF_8)).run(List.of(arguments));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void run_unknownBackend_isTwoAndListsWhatIsThere() {
    assertEquals(2, run("acme"));
    assertTrue(said().startsWith("no backend 'acme' on the class path; found: none"), said());
  }

  @Test
  void run_wrongArguments_isTwoAndSaysWhatIsExpected() {
    assertEquals(2, run());
    assertEquals("arguments: expected ID [FOLDER], got []" + System.lineSeparator(), said());
  }

  @Test
  void find_backendThatIsNotThere_isOne() {
    assertEquals(1, run("--find", "acme"));
    assertTrue(said().contains("backend 'acme' is not found; found: []"), said());
  }
}
