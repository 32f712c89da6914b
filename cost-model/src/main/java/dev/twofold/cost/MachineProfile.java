package dev.twofold.cost;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How fast one backend is on one machine: what turns a graph's load into a predicted time. Made by
/// [Calibration] from measured steps.
///
/// @param machine which machine, in words
/// @param backend the backend's id
/// @param threads the threads of a run
/// @param roofline the most arithmetic that was seen, the most traffic of steps too large for the
///   first cache, and the shortest step
/// @param rates the rates by kind of step (see [StepLoad#kind()])
/// @param other the rates of kinds that were not calibrated
public record MachineProfile(
    String machine,
    String backend,
    int threads,
    Roofline roofline,
    SortedMap<String, StepRate> rates,
    StepRate other)
    implements TimeModel {

  /// Copies the rates.
  ///
  /// @throws IllegalArgumentException if there are fewer than 1 threads
  public MachineProfile {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "machine profile: expected at least 1 thread, got " + threads);
    }
    rates = Collections.unmodifiableSortedMap(new TreeMap<>(rates));
  }

  @Override
  public double seconds(StepLoad load) {
    return rate(load.kind()).seconds(load);
  }

  /// Launching if that is more than half of the predicted time, else what would take longer at the
  /// machine's best.
  @Override
  public Roofline.Bound bound(StepLoad load) {
    if (roofline.launchSeconds() > seconds(load) / 2) {
      return Roofline.Bound.LAUNCH;
    }
    return new Roofline(roofline.flopsPerSecond(), roofline.bytesPerSecond(), 0).bound(load);
  }

  /// The rates of a kind; those of a relative if it was not calibrated: another window of the same
  /// convolution, else a regular convolution for any other.
  private StepRate rate(String kind) {
    StepRate own = rates.get(kind);
    if (own != null) {
      return own;
    }
    return relative(kind.split(" ", 2)[0])
        .or(() -> kind.contains("convolution") ? relative("convolution") : Optional.empty())
        .orElse(other);
  }

  /// The rates of the first kind whose first word is the given one.
  private Optional<StepRate> relative(String word) {
    return rates.entrySet().stream()
        .filter(entry -> entry.getKey().split(" ", 2)[0].equals(word))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
