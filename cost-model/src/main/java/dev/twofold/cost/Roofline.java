package dev.twofold.cost;

/// The simplest model of time that knows why few mult-adds need not be fast: a step takes as long as
/// its arithmetic or its memory traffic, whichever takes longer, and a fixed time to be launched
/// (Williams et al., "Roofline", CACM 2009).
///
/// @param flopsPerSecond the most arithmetic, 2 FLOPs per mult-add
/// @param bytesPerSecond the most traffic
/// @param launchSeconds the time to launch a step
public record Roofline(double flopsPerSecond, double bytesPerSecond, double launchSeconds) {

  /// What is assumed of a machine that nobody has measured: 100 GFLOP/s, 20 GB/s and 2 microseconds,
  /// about what one core with vectors of 512 bits and ordinary memory can do.
  public static final Roofline ASSUMED = new Roofline(100e9, 20e9, 2e-6);

  /// What a step's time is spent on.
  public enum Bound {
    /// Memory traffic takes longest.
    MEMORY,
    /// Arithmetic takes longest.
    ARITHMETIC,
    /// Launching takes longer than either.
    LAUNCH
  }

  /// Checks the rates.
  ///
  /// @throws IllegalArgumentException if a rate is not positive and finite, or the launch time is
  ///     negative
  public Roofline {
    boolean rates =
        flopsPerSecond > 0
            && bytesPerSecond > 0
            && flopsPerSecond < Double.POSITIVE_INFINITY
            && bytesPerSecond < Double.POSITIVE_INFINITY;
    if (!rates || !(launchSeconds >= 0)) {
      throw new IllegalArgumentException(
          "roofline: expected positive, finite rates and a launch time of at least 0, got %s FLOP/s,"
                  .formatted(flopsPerSecond)
              + " %s B/s and %s s".formatted(bytesPerSecond, launchSeconds));
    }
  }

  /// The arithmetic intensity, in FLOPs per byte, above which arithmetic takes longer than traffic.
  public double ridge() {
    return flopsPerSecond / bytesPerSecond;
  }

  /// The predicted time of a step in seconds; unknown mult-adds count as none.
  public double seconds(StepMemory step) {
    return Math.max(arithmetic(step), traffic(step)) + launchSeconds;
  }

  /// The predicted time of all steps in seconds, one after another.
  public double seconds(MemoryReport report) {
    return report.steps().stream().mapToDouble(this::seconds).sum();
  }

  /// What a step's predicted time is spent on.
  public Bound bound(StepMemory step) {
    double arithmetic = arithmetic(step);
    double traffic = traffic(step);
    if (launchSeconds > Math.max(arithmetic, traffic)) {
      return Bound.LAUNCH;
    }
    return arithmetic > traffic ? Bound.ARITHMETIC : Bound.MEMORY;
  }

  private double arithmetic(StepMemory step) {
    return 2.0 * step.multAdds().orElse(0) / flopsPerSecond;
  }

  private double traffic(StepMemory step) {
    return (step.movedBytes() + step.indexBytes()) / bytesPerSecond;
  }
}
