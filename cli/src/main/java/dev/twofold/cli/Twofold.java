package dev.twofold.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The program: its commands, and what all of them understand.
@Command(
    name = "twofold",
    description =
        "Depthwise-separable convolutional networks: described, costed, compiled and run.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
final class Twofold {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  boolean isDebug() {
    return debug;
  }

  /// The commands in the order in which help lists them. A new one is a file and a line here.
  private static List<Object> commands(Console console) {
    return List.of(
        new DemoCommand(console),
        new SummaryCommand(console),
        new RunCommand(console),
        new VerifyCommand(console),
        new ExportCommand(console),
        new CompareCommand(console),
        new ExplainCommand(console),
        new AdviseCommand(console),
        new SweepCommand(console),
        new BudgetCommand(console),
        new Figure4Command(console),
        new CalibrateCommand(console),
        new BenchCommand(console),
        new BackendsCommand(console),
        new ModelsCommand(console));
  }

  /// The whole command line, ready to be executed.
  static CommandLine commandLine(Console console) {
    Twofold root = new Twofold();
    CommandLine line = new CommandLine(root);
    commands(console).forEach(line::addSubcommand);
    Failures failures = new Failures(root);
    return line.setOut(console.out())
        .setErr(console.err())
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures);
  }

  /// Runs a command.
  ///
  /// @return the exit code: 0, 1 if the command failed, 2 if it was called wrongly
  static int execute(Console console, String... arguments) {
    CommandLine line = commandLine(console);
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError | StackOverflowError e) {
      new Failures(line.getCommand()).report(e, console.err());
      return CommandLine.ExitCode.SOFTWARE;
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }
}
