package dev.twofold.cost;

import dev.twofold.graph.Conv2d;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What every regular convolution of a graph would gain by becoming depthwise-separable.
///
/// @param graph the graph
/// @param time what times are predicted with
/// @param items one item per regular convolution with a kernel above 1 x 1, most mult-adds saved
///     first; by convention `weights`
public record Advice(Graph graph, TimeModel time, List<Item> items) {

  /// A gain below this share of the network's mult-adds is not worth a change.
  private static final double LEAST_SHARE = 0.01;

  /// A convolution that keeps more than this share of its mult-adds is not worth a change.
  private static final double MOST_KEPT = 0.5;

  /// Copies the list.
  public Advice {
    items = List.copyOf(items);
  }

  /// One convolution.
  ///
  /// @param node its first call
  /// @param regular what it costs as it is
  /// @param separable what it would cost
  /// @param share the share of the network's mult-adds that the change would save, from 0 to 1
  /// @param worth whether the change is advised
  /// @param reason why it is or is not: the share saved, the share of its own mult-adds kept, or that
  ///     its predicted time would not fall
  public record Item(
      Node node, Cost regular, Cost separable, double share, boolean worth, String reason) {

    /// The mult-adds saved; negative if the change would cost some.
    public long saved() {
      return regular.multAdds() - separable.multAdds();
    }
  }

  /// What a convolution costs, all calls of it together.
  ///
  /// @param params its params
  /// @param multAdds its mult-adds
  /// @param movedBytes bytes moved with each convolution run by itself
  /// @param fusedBytes bytes moved with the depthwise convolution fused into the pointwise one
  /// @param seconds the predicted time with each convolution run by itself
  public record Cost(long params, long multAdds, long movedBytes, long fusedBytes, double seconds) {

    static Cost of(Graph graph, TimeModel time) {
      CostReport report = CostModel.of(graph);
      MemoryReport memory = MemoryReport.of(graph, Fusion.NONE);
      return new Cost(
          report.params(),
          report.multAdds(),
          memory.movedBytes(),
          MemoryReport.of(graph, Fusion.SEPARABLE).movedBytes(),
          time.seconds(memory));
    }

    private Cost plus(Cost again) {
      return new Cost(
          params,
          Math.addExact(multAdds, again.multAdds),
          Math.addExact(movedBytes, again.movedBytes),
          Math.addExact(fusedBytes, again.fusedBytes),
          seconds + again.seconds);
    }
  }

  /// Looks at every regular convolution of a graph, with times as [Roofline#ASSUMED] predicts them.
  ///
  /// @throws ArithmeticException if a count exceeds `Long.MAX_VALUE`
  public static Advice of(Graph graph) {
    return of(graph, Roofline.ASSUMED);
  }

  /// Looks at every regular convolution of a graph.
  ///
  /// @throws ArithmeticException if a count exceeds `Long.MAX_VALUE`
  public static Advice of(Graph graph, TimeModel time) {
    long total = CostModel.of(graph).multAdds();
    Map<String, List<Node>> modules = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.layer() instanceof Conv2d conv && Separation.applies(conv)) {
        modules.computeIfAbsent(node.module(), _ -> new ArrayList<>()).add(node);
      }
    }
    return new Advice(
        graph,
        time,
        modules.values().stream()
            .map(calls -> item(calls, total, time))
            .sorted(Comparator.comparingLong(Item::saved).reversed())
            .toList());
  }

  /// The graph with every convolution for which the change is advised made depthwise-separable.
  ///
  /// @throws dev.twofold.graph.GraphException if the graph already has nodes of the new ones' names
  public Graph applied() {
    Set<String> modules =
        items.stream()
            .filter(Item::worth)
            .map(item -> item.node().module())
            .collect(Collectors.toSet());
    return Separation.of(graph, modules);
  }

  private static Item item(List<Node> calls, long total, TimeModel time) {
    Cost regular = sum(calls.stream().map(Separation::regular), time);
    Cost separable = sum(calls.stream().map(Separation::separable), time);
    double share = (double) (regular.multAdds() - separable.multAdds()) / total;
    double kept = (double) separable.multAdds() / regular.multAdds();
    boolean slower = separable.seconds() >= regular.seconds();
    boolean worth = share >= LEAST_SHARE && kept <= MOST_KEPT && !slower;
    String reason =
        kept > MOST_KEPT
            ? percent("keeps", kept)
            : slower && share >= LEAST_SHARE
                ? "no faster"
                : percent(worth ? "saves" : "saves only", share);
    return new Item(calls.getFirst(), regular, separable, share, worth, reason);
  }

  private static Cost sum(Stream<Graph> graphs, TimeModel time) {
    return graphs.map(graph -> Cost.of(graph, time)).reduce(Cost::plus).get();
  }

  private static String percent(String verb, double part) {
    return String.format(Locale.ROOT, "%s %.1f %%", verb, 100 * part);
  }
}
