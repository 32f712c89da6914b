package dev.twofold.cuda;

import dev.twofold.graph.Constant;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// The parts of a graph that run on the device as a whole: as large as can be, none with a path that
/// leaves it and enters it again.
final class Claims {

  /*
   * Every value gets a level: how many times a path to it has gone from a foreign node (one that the
   * device cannot run) to an own one, at most. A path that leaves a part through a foreign node enters
   * the next own node a level higher, so the own nodes of one level are convex. What of a level hangs
   * together by values is one part.
   *
   *      own 0 ──► own 0 ──────────────► own 1
   *        └─────► foreign 0 ──► own 1 ────┘
   *
   * Reinterpretations compute nothing: they carry the level through, and belong to a part only between
   * two nodes of it. Constants belong to the part that alone reads them.
   */

  /// What is known of a value: its level, and whether a foreign node made it.
  private record Origin(int level, boolean foreign) {
    private static final Origin OUTSIDE = new Origin(0, false);
  }

  private final Graph graph;
  private final Predicate<Node> own;
  private final Map<Value, Origin> origins = new HashMap<>();
  private final Map<Node, Integer> levels = new LinkedHashMap<>();

  private Claims(Graph graph, Predicate<Node> own) {
    this.graph = graph;
    this.own = own;
  }

  /// The nodes of each part, in the order of their first nodes.
  ///
  /// @param own whether the device can run a node; not asked for those that compute nothing
  static List<Set<Node>> of(Graph graph, Predicate<Node> own) {
    Claims claims = new Claims(graph, own);
    graph.nodes().forEach(claims::level);
    return claims.parts();
  }

  private Origin origin(Value value) {
    return origins.getOrDefault(value, Origin.OUTSIDE);
  }

  private void level(Node node) {
    Origin origin = originOf(node);
    node.outputs().forEach(value -> origins.put(value, origin));
  }

  private Origin originOf(Node node) {
    if (node.layer() instanceof Constant) {
      return Origin.OUTSIDE;
    }
    if (node.layer() instanceof Reinterpret) {
      return origin(node.input());
    }
    boolean foreign = !own.test(node);
    int level = 0;
    for (Value input : node.inputs()) {
      Origin origin = origin(input);
      level = Math.max(level, origin.level() + (origin.foreign() && !foreign ? 1 : 0));
    }
    if (!foreign) {
      levels.put(node, level);
    }
    return new Origin(level, foreign);
  }

  private List<Set<Node>> parts() {
    List<Set<Node>> parts = new ArrayList<>();
    Set<Node> seen = new LinkedHashSet<>();
    for (Node node : levels.keySet()) {
      if (!seen.contains(node)) {
        Set<Node> part = connected(node);
        seen.addAll(part);
        parts.add(withIdle(part));
      }
    }
    return parts;
  }

  /// The nodes of one level that hang together with a node.
  private Set<Node> connected(Node first) {
    Set<Node> part = new LinkedHashSet<>(List.of(first));
    List<Node> next = new ArrayList<>(part);
    while (!next.isEmpty()) {
      Node node = next.removeLast();
      for (Node neighbour : neighbours(node)) {
        if (Objects.equals(levels.get(neighbour), levels.get(first)) && part.add(neighbour)) {
          next.add(neighbour);
        }
      }
    }
    return part;
  }

  /// The own nodes that share a value with a node, whatever reinterpretations lie between.
  private Set<Node> neighbours(Node node) {
    Set<Node> found = new LinkedHashSet<>();
    for (Value input : node.inputs()) {
      Value source = source(input);
      graph.producer(source).filter(levels::containsKey).ifPresent(found::add);
      readers(source, found);
    }
    node.outputs().forEach(output -> readers(output, found));
    return found;
  }

  private void readers(Value value, Set<Node> found) {
    for (Node reader : graph.consumers(value)) {
      if (reader.layer() instanceof Reinterpret) {
        readers(reader.output(), found);
      } else if (levels.containsKey(reader)) {
        found.add(reader);
      }
    }
  }

  /// The value behind any number of reinterpretations.
  private Value source(Value value) {
    return graph
        .producer(value)
        .filter(node -> node.layer() instanceof Reinterpret)
        .map(node -> source(node.input()))
        .orElse(value);
  }

  /// A part with the reinterpretations and constants that belong to it.
  private Set<Node> withIdle(Set<Node> part) {
    Set<Node> all = new LinkedHashSet<>(part);
    for (Node node : part) {
      for (Value input : node.inputs()) {
        if (graph.producer(source(input)).filter(part::contains).isPresent()) {
          addReinterpretations(input, all);
        }
      }
    }
    graph.nodes().stream()
        .filter(node -> node.layer() instanceof Constant)
        .filter(node -> isReadOnlyBy(node.output(), part))
        .forEach(all::add);
    return all;
  }

  private void addReinterpretations(Value value, Set<Node> all) {
    graph
        .producer(value)
        .filter(node -> node.layer() instanceof Reinterpret)
        .ifPresent(node -> {
          all.add(node);
          addReinterpretations(node.input(), all);
        });
  }

  private boolean isReadOnlyBy(Value value, Set<Node> part) {
    List<Node> readers = graph.consumers(value);
    return !readers.isEmpty() && part.containsAll(readers) && !graph.outputs().containsValue(value);
  }
}
