package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardStreamTest {

  private final StringWriter err = new StringWriter();

  private int run(OutputStream out) {
    return Main.run(new StandardStream(out), new PrintWriter(err), false, "models");
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void run_wholeAnswer_isWritten() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(0, run(out));
    assertEquals("", err.toString());
    assertEquals(Cli.run("models").out(), out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void run_fullDevice_fails() {
    assertEquals(1, run(failing("No space left on device")));
    assertEquals(
        "twofold: standard output cannot be written: No space left on device",
        err.toString().strip());
  }

  @Test
  void run_closedPipe_isNoFailure() {
    assertEquals(0, run(failing("Broken pipe")));
    assertEquals("", err.toString());
  }
}
