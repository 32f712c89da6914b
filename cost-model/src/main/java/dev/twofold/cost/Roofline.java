package dev.twofold.cost;

/// The simplest model of time that knows why few mult-adds need not be fast: a step takes as long as
/// its arithmetic or its memory traffic, whichever takes longer, and a fixed time to be launched
/// (Williams et al., "Roofline", CACM 2009).
///
/// @param flopsPerSecond the most arithmetic, 2 FLOPs per mult-add
/// @param bytesPerSecond the most traffic
/// @param launchSeconds the time to launch a step
public record Roofline(double flopsPerSecond, double bytesPerSecond, double launchSeconds)
    implements TimeModel {

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

  @Override
  public Roofline roofline() {
    return this;
  }

  @Override
  public double seconds(StepLoad load) {
    return Math.max(arithmetic(load), traffic(load)) + launchSeconds;
  }

  @Override
  public Bound bound(StepLoad load) {
    double arithmetic = arithmetic(load);
    double traffic = traffic(load);
    if (launchSeconds > Math.max(arithmetic, traffic)) {
      return Bound.LAUNCH;
    }
    return arithmetic > traffic ? Bound.ARITHMETIC : Bound.MEMORY;
  }

  private double arithmetic(StepLoad load) {
    return 2.0 * load.multAdds() / flopsPerSecond;
  }

  private double traffic(StepLoad load) {
    return load.movedBytes() / bytesPerSecond;
  }
}
