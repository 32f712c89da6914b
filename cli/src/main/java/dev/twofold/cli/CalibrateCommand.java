package dev.twofold.cli;

import dev.twofold.cost.MachineProfile;
import dev.twofold.io.FileException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `calibrate`: how fast this machine is.
@Command(
    name = "calibrate",
    description =
        "Measure how fast a backend is on this machine, and keep that for predicted times.",
    mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {

  /// How long to measure unless the user says otherwise.
  static final double SECONDS = 10;

  private final Console console;

  @Mixin private final BackendArguments backend = new BackendArguments();
  @Mixin private final ProfileArguments profiles = new ProfileArguments();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      converter = Values.NotNegative.class,
      description = "How long to measure, compiling not counted (default: ${DEFAULT-VALUE}).")
  private double seconds = SECONDS;

  CalibrateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    profiles.check();
    MachineProfile profile = new Calibrator(console, backend).measure(seconds);
    profiles.write(profile);
    console.line("machine    %s", profile.machine());
    console.line("backend    %s, threads %d", profile.backend(), profile.threads());
    console.line("at best    %s", Text.rates(profile.roofline()));
    console.line("profile    %s", profiles.file(profile.backend(), profile.threads()));
    console.line("");
    TextTable table =
        new TextTable(
            "kind of step", ">launch", ">GFLOP/s", ">GB/s", ">GB/s weights", ">GB/s activation");
    profile
        .rates()
        .forEach((kind, rate) ->
            table.row(
                kind,
                Text.time(1e9 * rate.launchSeconds()),
                rate(2 / rate.secondsPerMultAdd()),
                rate(1 / rate.secondsPerByte()),
                rate(1 / rate.secondsPerWeightByte()),
                rate(1 / rate.secondsPerCurvedByte())));
    table.printTo(console);
    return 0;
  }

  /// A rate in units of 10^9; blank where nothing is spent.
  private static String rate(double perSecond) {
    return Double.isInfinite(perSecond) ? "" : Text.format("%.1f", perSecond / 1e9);
  }
}
