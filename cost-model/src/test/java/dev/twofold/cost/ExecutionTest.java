package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.graph.ExecutionPlan;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExecutionTest {

  private static ExecutionPlan plan(String... nodes) {
    ExecutionPlan.Step step =
        new ExecutionPlan.Step(List.of(nodes), "cpu", "fused", 2_624, 64, 1_048_576, 2_097_152);
    return new ExecutionPlan(List.of(step), 2_624, 3_145_728, 64, List.of());
  }

  @Test
  void of_fusedPlan_sumsMultAddsAndBytes() {
    Execution execution = Execution.of(TestGraphs.separable(), plan("depthwise", "pointwise"));

    Execution.Step step = execution.steps().getFirst();
    assertEquals(OptionalLong.of(10_747_904), step.multAdds());
    assertEquals(2_624 + 1_048_576 + 2_097_152, step.movedBytes());
    assertEquals(step.movedBytes(), execution.movedBytes());
    assertEquals(2.0 * 10_747_904 / step.movedBytes(), step.intensity());
    assertEquals(execution.movedBytes() + 2 * 1_048_576, execution.defined().movedBytes());
  }

  @Test
  void of_planOfAnotherGraph_namesTheNode() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Execution.of(TestGraphs.separable(), plan("stem")));
    assertEquals(
        "execution plan: step 'fused' runs node 'stem', which the graph does not have",
        e.getMessage());
  }
}
