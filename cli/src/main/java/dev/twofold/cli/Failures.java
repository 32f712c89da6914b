package dev.twofold.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says in one line what went wrong; the stack trace only with `--debug`.
final class Failures
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

  private static final Pattern CONSTANTS = Pattern.compile("one of \\[[A-Z_, ]+]");

  private final Twofold root;

  Failures(Twofold root) {
    this.root = root;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
    command.getOut().flush();
    report(e, command.getErr());
    return e instanceof CliException cli && cli.isUsage() ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    print("%s%s; see ./%s --help".formatted(usage(e), suggestion(e), name), e, command.getErr());
    return ExitCode.USAGE;
  }

  /// Reports anything that was thrown.
  void report(Throwable e, PrintWriter err) {
    print(message(e), e, err);
  }

  private void print(String message, Throwable e, PrintWriter err) {
    err.println("twofold: " + message);
    if (root.isDebug()) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  private static String message(Throwable e) {
    String message = e.getMessage();
    return switch (e) {
      case OutOfMemoryError _ ->
          "not enough memory (the Java VM may use %s); give it more, as in TWOFOLD_JAVA_OPTS=-Xmx8g"
              .formatted(Text.bytes(Runtime.getRuntime().maxMemory()));
      case NullPointerException _, IndexOutOfBoundsException _, ClassCastException _ -> bug(e);
      case StackOverflowError _ -> bug(e);
      default -> message == null || message.isBlank() ? bug(e) : Text.oneLine(message);
    };
  }

  private static String bug(Throwable e) {
    return "internal error: %s; run it with --debug and report what it prints"
        .formatted(Text.oneLine(e.toString()));
  }

  private static String usage(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String kind = unmatched.isUnknownOption() ? "option" : "command or argument";
      return "unknown %s '%s'".formatted(kind, unmatched.getUnmatched().getFirst());
    }
    String message = lowerCase(Text.oneLine(String.valueOf(e.getMessage())));
    // Options are written in lower case, and that is how they are to be named.
    return CONSTANTS.matcher(message).replaceAll(found -> found.group().toLowerCase(Locale.ROOT));
  }

  private static String suggestion(ParameterException e) {
    List<String> near =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.<String>of();
    return near.isEmpty() ? "" : "; did you mean '" + near.getFirst() + "'?";
  }

  private static String lowerCase(String message) {
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
