package dev.twofold.runtime;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Value;
import dev.twofold.spi.Backend;
import dev.twofold.spi.DeviceClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// The cost gate: parts of the chosen backend between parts of another are given to that one where
/// copying to and fro costs more than the chosen one saves.
final class Islands {

  /*
   * An island is a connected set of units of the chosen backend that has neighbours on another. The
   * rule: with B the bytes that cross its borders and M its mult-adds, it stays if
   *
   *     M >= MULT_ADDS_PER_BYTE * B.
   *
   * A core computes some 20 G mult-adds a second, and memory or a bus carries some 10 GB a second to
   * another place or order: in the time of one byte, two mult-adds are done where the data is. So an
   * island below the line loses even if its own backend took no time at all.
   *
   * A value costs bytes where it crosses to or from an accelerator, which has a memory of its own, or
   * where the two sides want another memory order; between two backends of the host that agree on the
   * order it is free. Nothing is ever given to the reference, whose loops are slower than any copy, and
   * an island whose custom layer tells no mult-adds stays where it is.
   */

  static final long MULT_ADDS_PER_BYTE = 2;

  private final Graph graph;
  private final Assignment assignment;
  private final Map<String, DeviceClass> classes;
  private final Map<Value, Unit> producers = new HashMap<>();
  private final Map<Unit, Set<Unit>> neighbours = new HashMap<>();

  private Islands(Graph graph, Assignment assignment, Map<String, DeviceClass> classes) {
    this.graph = graph;
    this.assignment = assignment;
    this.classes = classes;
    link();
  }

  /// Moves what the gate refuses.
  ///
  /// @param first the chosen backend
  /// @param others the backends behind it that run something
  /// @param classes what each runs on, by id
  static void resolve(
      Graph graph,
      Assignment assignment,
      Backend first,
      List<Backend> others,
      Map<String, DeviceClass> classes) {
    Islands islands = new Islands(graph, assignment, classes);
    for (Set<Unit> island : islands.of(first.info().id())) {
      for (Backend other : others) {
        if (islands.give(island, other)) {
          break;
        }
      }
    }
  }

  private void link() {
    for (Unit unit : assignment.units()) {
      unit.outputs().forEach(value -> producers.put(value, unit));
    }
    for (Unit unit : assignment.units()) {
      for (Value input : unit.inputs()) {
        Unit source = producers.get(source(input));
        if (source != null) {
          neighbours.computeIfAbsent(source, _ -> new HashSet<>()).add(unit);
          neighbours.computeIfAbsent(unit, _ -> new HashSet<>()).add(source);
        }
      }
    }
  }

  /// The value behind any number of reinterpretations.
  private Value source(Value value) {
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

  /// The connected sets of units of a backend.
  private List<Set<Unit>> of(String backend) {
    List<Set<Unit>> islands = new ArrayList<>();
    Set<Unit> seen = new HashSet<>();
    for (Unit unit : assignment.units()) {
      if (unit.backend().equals(backend) && seen.add(unit)) {
        Set<Unit> island = new HashSet<>();
        Deque<Unit> next = new ArrayDeque<>(List.of(unit));
        while (!next.isEmpty()) {
          Unit member = next.remove();
          island.add(member);
          neighbours.getOrDefault(member, Set.of()).stream()
              .filter(other -> other.backend().equals(backend) && seen.add(other))
              .forEach(next::add);
        }
        islands.add(island);
      }
    }
    return islands;
  }

  /// Gives an island to a backend beside it, if the rule says so and that one can run all of it.
  private boolean give(Set<Unit> island, Backend other) {
    String id = other.info().id();
    List<Node> nodes = island.stream().flatMap(unit -> unit.nodes().stream()).toList();
    OptionalLong multAdds = MultAdds.of(nodes);
    long bytes = crossing(island, id);
    if (classes.get(id) == DeviceClass.REFERENCE
        || multAdds.isEmpty()
        || multAdds.getAsLong() >= MULT_ADDS_PER_BYTE * bytes) {
      return false;
    }
    return assignment.give(
        island,
        other,
        "an island beside '%s': copying %d bytes costs more than %d mult-adds save"
            .formatted(id, bytes, multAdds.getAsLong()));
  }

  /// The bytes that cross the borders between an island and one backend beside it.
  private long crossing(Set<Unit> island, String other) {
    long bytes = 0;
    for (Unit unit : island) {
      for (Unit neighbour : neighbours.getOrDefault(unit, Set.of())) {
        if (neighbour.backend().equals(other)) {
          bytes += bytes(unit, neighbour) + bytes(neighbour, unit);
        }
      }
    }
    return bytes;
  }

  /// The bytes of the values that one unit reads of another, each once, if they must be copied.
  private long bytes(Unit from, Unit to) {
    boolean device =
        classes.get(from.backend()) == DeviceClass.ACCELERATOR
            || classes.get(to.backend()) == DeviceClass.ACCELERATOR;
    return to.inputs().stream()
        .map(this::source)
        .distinct()
        .filter(value -> from.equals(producers.get(value)))
        .filter(value ->
            device
                || (from.outputLayout() != to.inputLayout()
                    && !LayoutCopy.isSameOrder(value.shape())))
        .mapToLong(value -> value.type().bytes())
        .sum();
  }
}
