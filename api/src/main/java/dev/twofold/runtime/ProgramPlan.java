package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.ExecutionPlan.Fallback;
import java.util.List;

/// What a program runs.
///
/// @param steps the steps in order
/// @param inputs where the graph's inputs are copied to
/// @param outputs where the graph's outputs are copied from
/// @param copies copies them
/// @param floats the length of the arena of floats without the steps' scratch memory, in elements
/// @param ints the length of the arena of integers, in elements
record ProgramPlan(
    List<Step> steps,
    List<Buffer> inputs,
    List<Buffer> outputs,
    LayoutCopy copies,
    int floats,
    int ints) {

  /// The length of the scratch memory that the steps share, in elements.
  int workspace() {
    return steps.stream().mapToInt(step -> step.kernel().workspaceElements()).max().orElse(0);
  }

  /// Where in the arena of floats that scratch memory begins: behind everything else, with a line.
  int workspaceOffset() {
    return Math.max(floats, MemoryPlan.FIRST);
  }

  /// The length of the arena of floats with the steps' scratch memory, in elements.
  ///
  /// @throws dev.twofold.spi.BackendException if no Java array is that long
  int arena() {
    return workspace() == 0 ? floats : MemoryPlan.length(workspaceOffset() + (long) workspace());
  }

  /// The plan as users see it.
  ExecutionPlan describe(List<Fallback> fallbacks) {
    return new ExecutionPlan(
        steps.stream().map(Step::planned).toList(),
        steps.stream().mapToLong(step -> step.planned().weightBytes()).sum(),
        floats * (long) Float.BYTES + ints * (long) Integer.BYTES,
        (arena() - floats) * (long) Float.BYTES,
        fallbacks);
  }
}
