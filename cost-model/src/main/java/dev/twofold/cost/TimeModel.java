package dev.twofold.cost;

import java.util.List;

/// What turns loads into predicted times: a [Roofline], with rates that somebody gave, or a
/// [MachineProfile], with rates that were measured.
public sealed interface TimeModel permits Roofline, MachineProfile {

  /// The predicted time of a step in seconds.
  double seconds(StepLoad load);

  /// What a step's predicted time is spent on.
  Roofline.Bound bound(StepLoad load);

  /// The most arithmetic and traffic of the machine.
  Roofline roofline();

  /// The predicted time of all steps in seconds, one after another.
  default double seconds(List<StepLoad> loads) {
    return loads.stream().mapToDouble(this::seconds).sum();
  }

  /// The predicted time of a graph in seconds, its steps as `report` has them.
  default double seconds(MemoryReport report) {
    return seconds(report.steps().stream().map(StepLoad::of).toList());
  }
}
