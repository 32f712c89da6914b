package dev.twofold.cli;

import dev.twofold.runtime.Backends;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `backends`: what can run a network here, what cannot and why, and which would be chosen.
@Command(
    name = "backends",
    description = {
      "Say what can run a network here, what cannot and why, and which backend would be chosen.",
      "Each usable backend runs a depthwise-separable convolution. Exit codes: 0; 1 if the backend"
          + " that is asked for cannot be used; 2 if none can."
    },
    mixinStandardHelpOptions = true)
final class BackendsCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--backend",
      paramLabel = "ID",
      split = ",",
      description = "The backends that are asked for, as in 'run'.")
  private List<String> requested = List.of();

  BackendsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Diagnosis diagnosis = Diagnosis.of(Backends.discover(), requested);
    if (json) {
      console.out().println(new DiagnosisJson(diagnosis).text());
    } else {
      new DiagnosisText(diagnosis).printTo(console);
    }
    return diagnosis.exitCode();
  }
}
