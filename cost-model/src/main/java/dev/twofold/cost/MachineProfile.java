package dev.twofold.cost;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How fast one backend is on one machine: what turns a graph's load into a predicted time. Made by
/// [Calibration] from measured steps.
///
/// @param machine which machine, in words
/// @param backend the backend's id
/// @param threads the threads of a run
/// @param roofline the most arithmetic and traffic that was seen, and the shortest step
/// @param rates the rates by kind of step (see [StepLoad#kind()])
/// @param other the rates of kinds that were not calibrated
public record MachineProfile(
    String machine,
    String backend,
    int threads,
    Roofline roofline,
    SortedMap<String, StepRate> rates,
    StepRate other) {

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

  /// The predicted time of a step in seconds.
  public double seconds(StepLoad load) {
    return rate(load.kind()).seconds(load);
  }

  /// The predicted time of all steps in seconds, one after another.
  public double seconds(List<StepLoad> loads) {
    return loads.stream().mapToDouble(this::seconds).sum();
  }

  /// The predicted time of a graph in seconds, of which nothing is known but that batch
  /// normalisation is folded and activations are fused.
  public double seconds(MemoryReport report) {
    return seconds(report.steps().stream().map(StepLoad::of).toList());
  }

  /// What a step's time is spent on: launching if that is more than half of it, else what would take
  /// longer at the machine's best.
  public Roofline.Bound bound(StepLoad load) {
    double seconds = seconds(load);
    if (roofline.launchSeconds() > seconds / 2) {
      return Roofline.Bound.LAUNCH;
    }
    double arithmetic = 2.0 * load.multAdds() / roofline.flopsPerSecond();
    double traffic = (load.activationBytes() + load.weightBytes()) / roofline.bytesPerSecond();
    return arithmetic > traffic ? Roofline.Bound.ARITHMETIC : Roofline.Bound.MEMORY;
  }

  /// The rates of a kind; those of a relative if it was not calibrated: any depthwise convolution
  /// for another, a regular convolution for a grouped or transposed one.
  private StepRate rate(String kind) {
    StepRate own = rates.get(kind);
    if (own != null) {
      return own;
    }
    String family = kind.startsWith("depthwise") ? "depthwise" : "convolution";
    return rates.entrySet().stream()
        .filter(entry -> kind.contains(family) && entry.getKey().startsWith(family))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(other);
  }
}
