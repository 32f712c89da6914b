package dev.twofold.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// What a command line did.
///
/// @param code the exit code
/// @param out standard output
/// @param err standard error, without what is said only of something that takes more than a second
record Cli(int code, String out, String err) {

  private static final Pattern PROGRESS = Pattern.compile("(?m)^twofold: .* \\.\\.\\.\\R");

  /// Runs a command line in this process.
  static Cli run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
    int code = Twofold.execute(console, words);
    return new Cli(code, out.toString(), PROGRESS.matcher(err.toString()).replaceAll(""));
  }

  /// A console whose words nobody reads.
  static Console silent() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new Console(nowhere, nowhere, false);
  }

  /// A file that another tool wrote for the tests.
  static Path fixture(String name) {
    URL url = Objects.requireNonNull(Cli.class.getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
