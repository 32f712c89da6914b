package dev.twofold.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Puts nodes behind the nodes that they read from, in the file's order where that leaves a choice.
final class NodeOrder {

  private static final int SHOWN = 10;

  private final String file;
  private final List<Proto.Node> nodes;
  private final Map<String, Integer> producers = new HashMap<>();

  /// @param file what messages call the file
  /// @param nodes in the file's order
  NodeOrder(String file, List<Proto.Node> nodes) {
    this.file = file;
    this.nodes = nodes;
  }

  /// The nodes in an order in which they can be called.
  ///
  /// @param given the values that are there from the start
  /// @throws OnnxException if a value is produced twice or never, or nodes wait for each other
  List<Proto.Node> sorted(Set<String> given) {
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).outputs()) {
        if (!output.isEmpty()
            && (given.contains(output) || producers.putIfAbsent(output, i) != null)) {
          throw error(nodes.get(i), "value '" + output + "' is there already");
        }
      }
    }
    int[] waiting = new int[nodes.size()];
    Map<Integer, List<Integer>> readers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).inputs()) {
        if (!input.isEmpty() && !given.contains(input)) {
          readers.computeIfAbsent(producer(i, input), _ -> new ArrayList<>()).add(i);
          waiting[i]++;
        }
      }
    }
    return release(waiting, readers);
  }

  private List<Proto.Node> release(int[] waiting, Map<Integer, List<Integer>> readers) {
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    List<Proto.Node> sorted = new ArrayList<>(nodes.size());
    while (!ready.isEmpty()) {
      int next = ready.remove();
      sorted.add(nodes.get(next));
      for (int reader : readers.getOrDefault(next, List.of())) {
        if (--waiting[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    if (sorted.size() < nodes.size()) {
      throw cycle(waiting);
    }
    return sorted;
  }

  private int producer(int reader, String input) {
    Integer producer = producers.get(input);
    if (producer == null) {
      throw error(
          nodes.get(reader),
          "input '"
              + input
              + "' is neither an input of the graph, a tensor, nor any node's output");
    }
    return producer;
  }

  /// Names the nodes of one cycle: from any node that waits, the first input that waits, until a node
  /// comes again.
  private OnnxException cycle(int[] waiting) {
    int at = 0;
    while (waiting[at] == 0) {
      at++;
    }
    List<Integer> way = new ArrayList<>();
    Map<Integer, Integer> places = new HashMap<>();
    while (places.putIfAbsent(at, way.size()) == null) {
      way.add(at);
      at = waitingInput(at, waiting);
    }
    List<String> names =
        way.subList(places.get(at), way.size()).stream()
            .limit(SHOWN)
            .map(i -> "'" + label(nodes.get(i)) + "'")
            .toList()
            .reversed();
    return new OnnxException(
        Text.of("%s: the nodes %s wait for each other in a cycle", file, String.join(", ", names)),
        false);
  }

  private int waitingInput(int node, int[] waiting) {
    return nodes.get(node).inputs().stream()
        .filter(producers::containsKey)
        .mapToInt(producers::get)
        .filter(i -> waiting[i] > 0)
        .findFirst()
        .orElseThrow();
  }

  private OnnxException error(Proto.Node node, String text) {
    return new OnnxException(Text.of("%s: node '%s': %s", file, label(node), text), false);
  }

  /// What messages call a node: its name, else its operator and its first output.
  static String label(Proto.Node node) {
    if (!node.name().isEmpty()) {
      return node.name();
    }
    String output = node.outputs().isEmpty() ? "nothing" : node.outputs().getFirst();
    return node.operator() + " of " + output;
  }
}
