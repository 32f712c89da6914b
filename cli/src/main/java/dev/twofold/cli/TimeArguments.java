package dev.twofold.cli;

import dev.twofold.cost.Roofline;
import dev.twofold.cost.TimeModel;
import dev.twofold.page.CostPage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What times are predicted with.
final class TimeArguments {

  @Option(
      names = "--flops",
      paramLabel = "AMOUNT",
      converter = Values.Amount.class,
      description = "The most FLOPs a second, such as 115G (default: 100G, an assumption).")
  private @Nullable Long flops;

  @Option(
      names = "--bandwidth",
      paramLabel = "AMOUNT",
      converter = Values.Amount.class,
      description = "The most bytes moved a second, such as 25G (default: 20G, an assumption).")
  private @Nullable Long bandwidth;

  @Option(
      names = "--launch",
      paramLabel = "MICROSECONDS",
      converter = Values.NotNegative.class,
      description = "The time to begin a step (default: 2, an assumption).")
  private @Nullable Double launch;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "A machine's speed as 'calibrate' measured it, in place of assumptions.")
  private @Nullable Path profile;

  /// The profile, or the rates that were given with those assumed in place of the others.
  ///
  /// @throws CliException if both a profile and rates are given
  TimeModel model() {
    if (profile != null) {
      if (flops != null || bandwidth != null || launch != null) {
        throw CliException.usage(
            "--profile: expected either a profile or rates, got both; leave one of them out");
      }
      return ProfileArguments.read(profile);
    }
    Roofline assumed = Roofline.ASSUMED;
    return new Roofline(
        flops == null ? assumed.flopsPerSecond() : flops,
        bandwidth == null ? assumed.bytesPerSecond() : bandwidth,
        launch == null ? assumed.launchSeconds() : launch * 1e-6);
  }

  /// A page with the times that this predicts.
  CostPage applied(CostPage page) {
    boolean given = flops != null && bandwidth != null;
    String measured = profile == null ? "assumed, not measured" : "as measured";
    return page.withTimes(model(), given ? "as given" : measured);
  }
}
