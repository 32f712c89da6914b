package dev.twofold.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.ParameterSpec.Role;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Nodes, specs and plans.
class PlainDataTest {

  private static final Value X = new Value("x", TensorType.float32(Shape.of(2)));
  private static final ParameterSpec WEIGHT =
      new ParameterSpec("weight", Shape.of(3, 4), Role.WEIGHT);

  private static Node node(String module) {
    return new Node("n", module, Activation.RELU, List.of(X), List.of(X), Set.of());
  }

  @Test
  void node_collections_areCopied() {
    List<Value> values = new ArrayList<>(List.of(X));
    Set<Node.Trait> traits = new HashSet<>(Set.of(Node.Trait.FROZEN));
    Node node = new Node("n", "n", Activation.RELU, values, values, traits);
    values.clear();
    traits.clear();
    assertEquals(X, node.input());
    assertEquals(X, node.output());
    assertEquals(List.of(X.type()), node.inputTypes());
    assertEquals(List.of(X.type()), node.outputTypes());
    assertTrue(node.is(Node.Trait.FROZEN));
    assertFalse(node.is(Node.Trait.FUNCTIONAL));
  }

  @Test
  void weightName_module_isItsPath() {
    assertEquals("features.0.weight", node("features.0").weightName(WEIGHT));
    assertEquals("weight", node("").weightName(WEIGHT));
  }

  @Test
  void params_roles_countWhatTrainingChanges() {
    assertEquals(12, WEIGHT.params());
    for (Role role : EnumSet.allOf(Role.class)) {
      boolean learned = EnumSet.range(Role.WEIGHT, Role.SHIFT).contains(role);
      assertEquals(learned, role.isParam(), role.name());
      assertEquals(learned ? 2 : 0, new ParameterSpec("p", Shape.of(2), role).params());
    }
  }

  @Test
  void executionPlan_lists_areCopied() {
    List<String> nodes = new ArrayList<>(List.of("conv", "relu"));
    ExecutionPlan.Step step = new ExecutionPlan.Step(nodes, "cpu", "k", 1, 2, 3, 4);
    List<ExecutionPlan.Step> steps = new ArrayList<>(List.of(step));
    List<ExecutionPlan.Fallback> fallbacks =
        new ArrayList<>(List.of(new ExecutionPlan.Fallback("pad", "reference", "no kernel")));
    ExecutionPlan plan = new ExecutionPlan(steps, 1, 2, 3, fallbacks);
    nodes.clear();
    steps.clear();
    fallbacks.clear();
    assertEquals(List.of("conv", "relu"), plan.steps().getFirst().nodes());
    assertEquals("reference", plan.fallbacks().getFirst().backend());
  }
}
