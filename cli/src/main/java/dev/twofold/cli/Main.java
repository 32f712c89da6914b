package dev.twofold.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// Where the program starts.
public final class Main {

  private Main() {}

  /// Runs one command and exits with its code: 0, 1 if it failed, 2 if it was called wrongly.
  ///
  /// @param arguments the command and its options
  public static void main(String[] arguments) {
    PrintWriter out = writer(FileDescriptor.out);
    PrintWriter err = writer(FileDescriptor.err);
    System.exit(Twofold.execute(new Console(out, err, isTerminal()), arguments));
  }

  /// UTF-8 whatever the locale, since tables have lines and files are read elsewhere.
  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), false);
  }

  @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where no terminal is
  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }
}
