package dev.twofold.cost;

/// How long steps of one kind take on one machine: a launch, and so much for every unit of their
/// load, one after another.
///
/// @param launchSeconds the time of a step that does nothing
/// @param secondsPerMultAdd the time of a mult-add
/// @param secondsPerByte the time of a byte of inputs or outputs
/// @param secondsPerWeightByte the time of a byte of weights
/// @param secondsPerCurvedByte the time of an activation other than a clip, per byte of output
public record StepRate(
    double launchSeconds,
    double secondsPerMultAdd,
    double secondsPerByte,
    double secondsPerWeightByte,
    double secondsPerCurvedByte) {

  /*
   * Not the larger of arithmetic and traffic, as a roofline has it, but their sum: kernels do overlap
   * the two, but what a step spends on a byte (a store, the end of a tile, the activation) is work that
   * nothing hides. Which of the two a step is bound by is asked of the roofline.
   */

  /// Checks the rates.
  ///
  /// @throws IllegalArgumentException if one is negative or not finite
  public StepRate {
    double sum =
        launchSeconds
            + secondsPerMultAdd
            + secondsPerByte
            + secondsPerWeightByte
            + secondsPerCurvedByte;
    double least =
        Math.min(
            Math.min(launchSeconds, secondsPerMultAdd),
            Math.min(secondsPerByte, Math.min(secondsPerWeightByte, secondsPerCurvedByte)));
    if (!(least >= 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "step rate: expected finite rates of at least 0, got %s s, %s s, %s s, %s s, %s s"
              .formatted(
                  launchSeconds,
                  secondsPerMultAdd,
                  secondsPerByte,
                  secondsPerWeightByte,
                  secondsPerCurvedByte));
    }
  }

  /// The predicted time of a step in seconds.
  public double seconds(StepLoad load) {
    return launchSeconds
        + secondsPerMultAdd * load.multAdds()
        + secondsPerByte * load.activationBytes()
        + secondsPerWeightByte * load.weightBytes()
        + secondsPerCurvedByte * load.curvedBytes();
  }
}
