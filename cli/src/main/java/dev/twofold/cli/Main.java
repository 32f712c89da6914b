package dev.twofold.cli;

import java.io.FileDescriptor;
import java.io.PrintWriter;
import picocli.CommandLine.ExitCode;

/// Where the program starts.
public final class Main {

  private Main() {}

  /// Runs one command and exits with its code: 0, 1 if it failed, 2 if it was called wrongly.
  ///
  /// @param arguments the command and its options
  public static void main(String[] arguments) {
    String level = System.getenv("TWOFOLD_LOG");
    if (level != null) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level);
    }
    StandardStream out = new StandardStream(FileDescriptor.out);
    PrintWriter err = new StandardStream(FileDescriptor.err).writer();
    System.exit(run(out, err, isTerminal(), arguments));
  }

  /// Runs one command; an answer that could not be written is a failure.
  static int run(StandardStream out, PrintWriter err, boolean interactive, String... arguments) {
    int code = Twofold.execute(new Console(out.writer(), err, interactive), arguments);
    if (code != 0 || out.failure().isEmpty()) {
      return code;
    }
    err.println("twofold: standard output cannot be written: " + out.failure());
    err.flush();
    return ExitCode.SOFTWARE;
  }

  @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where no terminal is
  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }
}
