package dev.twofold.cli;

import dev.twofold.io.FileException;
import dev.twofold.io.SafeFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where an answer goes that may be wanted as a file.
final class OutArguments {

  @Option(names = "--out", paramLabel = "FILE", description = "Write the answer to a file instead.")
  private @Nullable Path out;

  /// Refuses early what cannot be written.
  void check() throws FileException {
    if (out != null) {
      SafeFiles.checkWritable(out);
    }
  }

  /// Writes the answer.
  void write(Console console, String text) throws FileException {
    if (out == null) {
      console.out().print(text);
    } else {
      SafeFiles.write(out, file -> file.write(text.getBytes(StandardCharsets.UTF_8)));
      console.note("wrote %s", out);
    }
  }
}
