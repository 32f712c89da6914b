package dev.twofold.runtime;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Value;
import dev.twofold.spi.BackendException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/// Puts units into an order in which each stands behind those it reads from, as near to the call
/// order of the graph as that allows (Kahn 1962).
final class Schedule {

  private Schedule() {}

  /// The units in order.
  ///
  /// @throws BackendException if units wait for each other, which a claim can cause that a path
  ///   leaves and enters again
  static List<Unit> order(Graph graph, List<Unit> units) {
    Map<Unit, Integer> position = positions(graph, units);
    Map<Unit, Set<Unit>> readers = new HashMap<>();
    Map<Unit, Integer> waiting = new HashMap<>();
    link(graph, units, readers, waiting);
    PriorityQueue<Unit> ready = new PriorityQueue<>(Comparator.comparingInt(position::get));
    units.stream().filter(unit -> Objects.equals(waiting.get(unit), 0)).forEach(ready::add);
    List<Unit> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      Unit unit = ready.remove();
      ordered.add(unit);
      for (Unit reader : readers.getOrDefault(unit, Set.of())) {
        if (waiting.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    if (ordered.size() < units.size()) {
      throw cycle(units, ordered);
    }
    return ordered;
  }

  /// The place of each unit's last node in call order.
  private static Map<Unit, Integer> positions(Graph graph, List<Unit> units) {
    Map<Node, Integer> place = new HashMap<>();
    graph.nodes().forEach(node -> place.put(node, place.size()));
    Map<Unit, Integer> positions = new HashMap<>();
    for (Unit unit : units) {
      positions.put(unit, unit.nodes().stream().mapToInt(place::get).max().orElse(0));
    }
    return positions;
  }

  private static void link(
      Graph graph, List<Unit> units, Map<Unit, Set<Unit>> readers, Map<Unit, Integer> waiting) {
    Map<Value, Unit> producers = new HashMap<>();
    units.forEach(unit -> unit.outputs().forEach(value -> producers.put(value, unit)));
    for (Unit unit : units) {
      Set<Unit> sources = new HashSet<>();
      for (Value input : unit.inputs()) {
        Unit source = producers.get(source(graph, input, producers));
        if (source != null && sources.add(source)) {
          readers.computeIfAbsent(source, _ -> new HashSet<>()).add(unit);
        }
      }
      waiting.put(unit, sources.size());
    }
  }

  /// The value that a unit produces behind any number of reinterpretations.
  private static Value source(Graph graph, Value value, Map<Value, Unit> producers) {
    Value source = value;
    while (!producers.containsKey(source)) {
      Node node = graph.producer(source).orElse(null);
      if (node == null || !(node.layer() instanceof Reinterpret)) {
        return source;
      }
      source = node.input();
    }
    return source;
  }

  private static BackendException cycle(List<Unit> units, List<Unit> ordered) {
    List<String> stuck =
        units.stream()
            .filter(unit -> !ordered.contains(unit))
            .map(unit -> "%s on %s".formatted(unit.kernelName(), unit.backend()))
            .toList();
    return new BackendException(
        "kernels wait for each other: %s; a backend claimed a part of the graph that a path leaves"
                .formatted(stuck)
            + " and enters again, report this to its author");
  }
}
