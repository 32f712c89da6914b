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
/// @param floats the length of the arena of floats, in elements
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

  /// The plan as users see it.
  ExecutionPlan describe(List<Fallback> fallbacks) {
    return new ExecutionPlan(
        steps.stream().map(Step::planned).toList(),
        steps.stream().mapToLong(step -> step.planned().weightBytes()).sum(),
        floats * (long) Float.BYTES + ints * (long) Integer.BYTES,
        workspace() * (long) Float.BYTES,
        fallbacks);
  }
}
