package dev.twofold.cli;

import dev.twofold.cost.Execution;
import dev.twofold.cost.MachineProfile;
import dev.twofold.graph.Model;
import dev.twofold.io.FileException;
import dev.twofold.runtime.Program;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bench`: predicted and measured time of every step.
@Command(
    name = "bench",
    description =
        "Measure every step of a network, beside the time that the cost model predicts for it.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Mixin private final BackendArguments backend = new BackendArguments();
  @Mixin private final ProfileArguments profiles = new ProfileArguments();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      converter = Values.NotNegative.class,
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  private double seconds = 4;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Model network = ModelSource.of(model, shapes).model(console, 42);
    try (Program program = backend.compile(console, network)) {
      MachineProfile profile = profile(program.selection().backend());
      StepTimes times;
      try (Progress _ = Progress.of(console, "running")) {
        StepTimes.measure(program, seconds / 2);
        times = StepTimes.measure(program, seconds / 2);
      }
      Execution execution = Execution.of(network.graph(), program.plan());
      BenchReport report = BenchReport.of(model, execution, profile, times);
      if (json) {
        console.out().println(report.json());
      } else {
        report.printTo(console);
      }
    }
    return 0;
  }

  private MachineProfile profile(String id) throws FileException {
    Optional<MachineProfile> known = profiles.find(id, backend.threads());
    if (known.isPresent()) {
      return known.get();
    }
    console.note(
        "the machine is not calibrated yet for %s with %d threads; doing so once (see 'calibrate')",
        id, backend.threads());
    MachineProfile profile = new Calibrator(console, backend).measure(CalibrateCommand.SECONDS);
    profiles.write(profile);
    return profile;
  }
}
