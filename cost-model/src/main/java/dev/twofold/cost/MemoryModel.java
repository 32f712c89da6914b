package dev.twofold.cost;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Node;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Value;
import dev.twofold.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Lays out the steps of a graph and counts what they move and hold.
final class MemoryModel {

  /*
   * Calls that only give their input another name or shape (Identity, Reinterpret) move nothing and
   * hold nothing: `buffer` follows them to the value whose memory they show.
   *
   * The peak is a sweep over the steps. A buffer is born with the step that writes it (inputs: before
   * the first) and dies behind the last step that reads it (outputs: never).
   */

  private final Graph graph;
  private final Fusion fusion;
  private final Formulas formulas;
  private final Map<String, Value> shown = new HashMap<>();

  MemoryModel(Graph graph, Fusion fusion) {
    this.graph = graph;
    this.fusion = fusion;
    this.formulas = new Formulas(Rules.weights(), 1);
  }

  MemoryReport report() {
    List<List<Node>> groups = new ArrayList<>();
    for (List<Node> group : new FusionPlanner(graph, fusion).groups()) {
      if (isView(group.getFirst())) {
        shown.put(group.getFirst().output().name(), buffer(group.getFirst().input()));
      } else {
        groups.add(group);
      }
    }
    List<Value> indices =
        groups.stream()
            .flatMap(group -> group.stream())
            .flatMap(node -> node.outputs().stream())
            .filter(MemoryModel::isIndex)
            .toList();
    List<StepMemory> steps = steps(groups);
    return new MemoryReport(
        graph, fusion, steps, peak(groups), Sums.of(indices, MemoryModel::bytes));
  }

  private static boolean isView(Node node) {
    return node.layer() instanceof Identity || node.layer() instanceof Reinterpret;
  }

  private Value buffer(Value value) {
    return shown.getOrDefault(value.name(), value);
  }

  private List<StepMemory> steps(List<List<Node>> groups) {
    List<StepMemory> steps = new ArrayList<>(groups.size());
    long moved = 0;
    for (List<Node> group : groups) {
      try {
        StepMemory step = step(group);
        moved = Math.addExact(moved, Math.addExact(step.movedBytes(), step.indexBytes()));
        steps.add(step);
      } catch (ArithmeticException e) {
        throw CostModel.overflow(group.getFirst(), "the bytes up to here", e);
      }
    }
    return steps;
  }

  private StepMemory step(List<Node> group) {
    List<Value> read = read(group);
    List<Value> written = group.getLast().outputs();
    return new StepMemory(
        group,
        Sums.of(group, node -> weightBytes(node, group)),
        bytes(read, false),
        bytes(written, false),
        Math.addExact(bytes(read, true), bytes(written, true)),
        multAdds(group));
  }

  /// What a step reads that it did not make itself.
  private List<Value> read(List<Node> group) {
    Set<Value> made = new LinkedHashSet<>();
    group.forEach(node -> made.addAll(node.outputs()));
    return group.stream()
        .flatMap(node -> node.inputs().stream())
        .filter(value -> !made.contains(value))
        .map(this::buffer)
        .distinct()
        .toList();
  }

  private static long weightBytes(Node node, List<Node> group) {
    long elements = 0;
    if (node.layer() instanceof BatchNorm2d norm && group.size() > 1) {
      return isBiased(group, node) ? 0 : (long) DataType.FLOAT32.bytes() * norm.channels();
    }
    for (ParameterSpec spec : node.layer().parameters()) {
      boolean counts = spec.role().isParam() || spec.role() == ParameterSpec.Role.CONSTANT;
      elements = Math.addExact(elements, counts ? spec.shape().elements() : 0);
    }
    return Math.multiplyExact(elements, (long) DataType.FLOAT32.bytes());
  }

  /// Whether a folded normalisation finds a bias that takes it up.
  private static boolean isBiased(List<Node> group, Node norm) {
    Node before = group.get(group.indexOf(norm) - 1);
    return before.layer() instanceof Convolution convolution && convolution.bias();
  }

  private OptionalLong multAdds(List<Node> group) {
    long sum = 0;
    for (Node node : group) {
      OptionalLong own = formulas.multAdds(node);
      if (own.isEmpty()) {
        return own;
      }
      sum = Math.addExact(sum, own.getAsLong());
    }
    return OptionalLong.of(sum);
  }

  private long peak(List<List<Node>> groups) {
    Map<Value, Integer> lastRead = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      for (Value value : read(groups.get(i))) {
        lastRead.put(value, i);
      }
    }
    graph.outputs().values().forEach(value -> lastRead.put(buffer(value), groups.size()));
    long[] freed = new long[groups.size() + 1];
    lastRead.forEach((value, step) -> freed[step] += bytes(value));
    long live =
        Sums.of(graph.inputs().stream().filter(lastRead::containsKey).toList(), v -> bytes(v));
    long peak = live;
    for (int i = 0; i < groups.size(); i++) {
      long dead = 0;
      for (Value value : groups.get(i).getLast().outputs()) {
        live = Math.addExact(live, bytes(value));
        dead += lastRead.containsKey(value) ? 0 : bytes(value);
      }
      peak = Math.max(peak, live);
      live -= freed[i] + dead;
    }
    return peak;
  }

  private static long bytes(List<Value> values, boolean indices) {
    return Sums.of(
        values.stream().filter(value -> isIndex(value) == indices).toList(), MemoryModel::bytes);
  }

  private static boolean isIndex(Value value) {
    return value.type().type() == DataType.INT32;
  }

  private static long bytes(Value value) {
    return value.type().bytes();
  }
}
