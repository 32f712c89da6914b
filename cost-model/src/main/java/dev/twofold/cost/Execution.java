package dev.twofold.cost;

import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A graph as a program runs it, beside what its definition says.
///
/// @param defined the traffic as defined: every call by itself
/// @param plan how the program runs it
/// @param steps the plan's steps with their mult-adds
public record Execution(MemoryReport defined, ExecutionPlan plan, List<Step> steps) {

  /// Copies the list.
  public Execution {
    steps = List.copyOf(steps);
  }

  /// One step of the plan.
  ///
  /// @param step the step
  /// @param multAdds the mult-adds of its nodes by convention `weights`, for the whole batch; empty
  ///     if unknown
  public record Step(ExecutionPlan.Step step, OptionalLong multAdds) {

    /// Bytes of weights, inputs and outputs.
    public long movedBytes() {
      return Math.addExact(
          step.weightBytes(), Math.addExact(step.readBytes(), step.writtenBytes()));
    }

    /// The arithmetic intensity in FLOPs (2 per mult-add) per byte moved; 0 if unknown.
    public double intensity() {
      return movedBytes() == 0 ? 0 : 2.0 * multAdds.orElse(0) / movedBytes();
    }
  }

  /// Puts a plan beside the graph that it runs.
  ///
  /// @throws IllegalArgumentException if a step names a node that the graph does not have
  public static Execution of(Graph graph, ExecutionPlan plan) {
    Map<String, OptionalLong> multAdds = new HashMap<>();
    Formulas formulas = new Formulas(Rules.weights(), 1);
    for (Node node : graph.nodes()) {
      multAdds.put(node.name(), formulas.multAdds(node));
    }
    List<Step> steps = new ArrayList<>();
    for (ExecutionPlan.Step step : plan.steps()) {
      steps.add(new Step(step, sum(step, multAdds)));
    }
    return new Execution(MemoryReport.of(graph, Fusion.NONE), plan, steps);
  }

  /// Bytes that the program moves.
  public long movedBytes() {
    return Sums.of(steps, Step::movedBytes);
  }

  private static OptionalLong sum(ExecutionPlan.Step step, Map<String, OptionalLong> multAdds) {
    long sum = 0;
    for (String name : step.nodes()) {
      OptionalLong own = multAdds.get(name);
      if (own == null) {
        throw new IllegalArgumentException(
            "execution plan: step '%s' runs node '%s', which the graph does not have"
                .formatted(step.kernel(), name));
      }
      if (own.isEmpty()) {
        return own;
      }
      sum = Math.addExact(sum, own.getAsLong());
    }
    return OptionalLong.of(sum);
  }
}
