package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Node;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which parts of a graph the device takes.
class ClaimsTest {

  private final GraphBuilder builder = Graph.builder("net");
  private final Value x = builder.input("x", Shape.nchw(1, 4, 2, 2));

  private Value relu(String name, Value value) {
    return builder.add(name, Activation.RELU, value);
  }

  private Value sum(String name, Value a, Value b) {
    return builder.add(name, Elementwise.ADD, a, b);
  }

  private List<List<String>> claims(Value output, String... foreign) {
    Graph graph = builder.output(output).build();
    Set<String> refused = Set.of(foreign);
    return Claims.of(graph, node -> !refused.contains(node.name())).stream()
        .map(part -> graph.nodes().stream().filter(part::contains).map(Node::name).toList())
        .toList();
  }

  @Test
  void of_everythingOwn_isOnePart() {
    Value a = relu("a", x);
    Value b = relu("b", a);
    assertEquals(List.of(List.of("a", "b", "c")), claims(sum("c", a, b)));
  }

  @Test
  void of_nothingOwn_isEmpty() {
    assertEquals(List.of(), claims(relu("a", x), "a"));
  }

  @Test
  void of_pathThatLeavesAndComesBack_isCutThere() {
    Value a = relu("a", x);
    Value b = relu("b", a);
    Value c = relu("c", a);
    Value d = relu("d", b);
    Value e = sum("e", c, d);
    assertEquals(List.of(List.of("a", "c"), List.of("d", "e")), claims(e, "b"));
  }

  @Test
  void of_ownNodeBesideForeignOne_staysWithItsSource() {
    Value a = relu("a", x);
    Value foreign = relu("foreign", a);
    Value b = relu("b", a);
    assertEquals(
        List.of(List.of("a", "b"), List.of("sum")), claims(sum("sum", b, foreign), "foreign"));
  }

  @Test
  void of_foreignNodeFirst_isLeftOutside() {
    Value a = relu("foreign", x);
    assertEquals(List.of(List.of("b")), claims(relu("b", a), "foreign"));
  }

  @Test
  void of_branchesOfOneInput_arePartOfOneAnother() {
    Value a = relu("a", x);
    Value b = relu("b", x);
    builder.output("a", a);
    assertEquals(List.of(List.of("a", "b")), claims(b));
  }

  @Test
  void of_reinterpretation_isInsideOnlyBetweenOwnNodes() {
    Value first = builder.add("first", new Reshape(List.of(4, 4)), x);
    Value a = relu("a", first);
    Value inner = builder.add("inner", new Reshape(List.of(16)), a);
    Value b = relu("b", inner);
    Value last = builder.add("last", new Reshape(List.of(8, 2)), b);
    assertEquals(List.of(List.of("a", "inner", "b")), claims(last));
  }

  @Test
  void of_reinterpretationBeforeForeignNode_isOutside() {
    Value a = relu("a", x);
    Value inner = builder.add("inner", new Reshape(List.of(16)), a);
    assertEquals(List.of(List.of("a")), claims(relu("b", inner), "b"));
  }

  @Test
  void of_constant_belongsToItsOnlyReaders() {
    Value own = builder.add("own", new Constant(Shape.nchw(1, 4, 2, 2)));
    Value shared = builder.add("shared", new Constant(Shape.nchw(1, 4, 2, 2)));
    Value a = sum("a", x, own);
    Value b = sum("b", a, shared);
    Value c = sum("c", b, shared);
    assertEquals(List.of(List.of("own", "a", "b")), claims(c, "c"));
  }
}
