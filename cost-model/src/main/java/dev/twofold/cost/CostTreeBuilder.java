package dev.twofold.cost;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Walks the calls of a graph and opens and closes containers as their paths tell.
final class CostTreeBuilder {

  /*
   * A container's calls are a stretch of the call order, [start, end). What it is given and what it
   * gives follow from that: values made before the stretch, and values used behind it.
   */

  /// A container that is open.
  private record Frame(String path, int start, List<CostTree> children) {}

  /// The params of a module or of all modules in a container.
  private record Params(long all, long trainable) {

    static final Params NONE = new Params(0, 0);

    Params plus(Params other) {
      return new Params(all + other.all, trainable + other.trainable);
    }
  }

  private final CostReport report;
  private final Graph graph;
  private final Map<String, Integer> madeAt = new HashMap<>();
  private final Map<String, Integer> lastUsedAt = new HashMap<>();
  private final Map<String, Params> params = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Deque<Frame> open = new ArrayDeque<>();

  CostTreeBuilder(CostReport report) {
    this.report = report;
    this.graph = report.graph();
  }

  CostTree build() {
    index();
    open.push(new Frame("", 0, new ArrayList<>()));
    List<LayerCost> layers = report.layers();
    for (int i = 0; i < layers.size(); i++) {
      LayerCost layer = layers.get(i);
      enter(ancestors(layer.node().module()), i);
      Params own = params.getOrDefault(layer.node().module(), Params.NONE);
      open.element()
          .children()
          .add(
              new CostTree.Call(
                  open.size(),
                  layer.name(),
                  within(open.element().path(), layer.name()),
                  layer,
                  own.all(),
                  own.trainable()));
    }
    while (open.size() > 1) {
      close(layers.size());
    }
    return root(open.pop().children());
  }

  private void index() {
    int position = 0;
    for (LayerCost layer : report.layers()) {
      Node node = layer.node();
      for (Value value : node.outputs()) {
        madeAt.put(value.name(), position);
      }
      for (Value value : node.inputs()) {
        lastUsedAt.put(value.name(), position);
      }
      if (!layer.repeated()) {
        count(node.module(), new Params(layer.params(), layer.trainableParams()));
      }
      position++;
    }
    Formulas formulas = new Formulas(Rules.of(report.convention()), 1);
    graph
        .uncalled()
        .forEach((module, layer) -> {
          long own = formulas.params(layer);
          count(module, new Params(own, own));
        });
    for (Value value : graph.outputs().values()) {
      lastUsedAt.put(value.name(), Integer.MAX_VALUE);
    }
  }

  private void count(String module, Params own) {
    params.merge("", own, Params::plus);
    if (!module.isEmpty()) {
      params.put(module, own);
    }
    for (String container : ancestors(module)) {
      params.merge(container, own, Params::plus);
    }
  }

  /// The containers around a module, outermost first.
  private List<String> ancestors(String module) {
    List<String> around = new ArrayList<>();
    for (int dot = module.indexOf('.'); dot >= 0; dot = module.indexOf('.', dot + 1)) {
      String prefix = module.substring(0, dot);
      if (graph.containers().containsKey(prefix)) {
        around.add(prefix);
      }
    }
    return around;
  }

  /// Closes the open containers that are not around the next call and opens those that are.
  private void enter(List<String> around, int position) {
    List<Frame> path = new ArrayList<>(open.reversed());
    int common = 0;
    while (common < around.size()
        && common + 1 < path.size()
        && path.get(common + 1).path().equals(around.get(common))) {
      common++;
    }
    while (open.size() > common + 1) {
      close(position);
    }
    for (String container : around.subList(common, around.size())) {
      open.push(new Frame(container, position, new ArrayList<>()));
    }
  }

  private void close(int end) {
    Frame frame = open.pop();
    Params own = params.getOrDefault(frame.path(), Params.NONE);
    Frame parent = open.element();
    parent
        .children()
        .add(
            new CostTree.Container(
                open.size(),
                frame.path(),
                within(parent.path(), frame.path()),
                graph.containers().getOrDefault(frame.path(), ""),
                inputs(frame.start(), end),
                outputs(frame.start(), end),
                own.all(),
                own.trainable(),
                !seen.add(frame.path()),
                frame.children()));
  }

  private List<Value> inputs(int start, int end) {
    return report.layers().subList(start, end).stream()
        .flatMap(layer -> layer.node().inputs().stream())
        .filter(value -> madeAt.getOrDefault(value.name(), -1) < start)
        .distinct()
        .toList();
  }

  private List<Value> outputs(int start, int end) {
    List<Value> leaving =
        report.layers().subList(start, end).reversed().stream()
            .flatMap(layer -> layer.node().outputs().stream())
            .filter(value -> lastUsedAt.getOrDefault(value.name(), -1) >= end)
            .toList();
    return leaving.isEmpty() ? report.layers().get(end - 1).node().outputs() : leaving;
  }

  private CostTree root(List<CostTree> children) {
    if (children.size() == 1
        && children.getFirst() instanceof CostTree.Call call
        && (call.path().isEmpty() || call.type().equals(graph.name()))) {
      return new CostTree.Call(
          0, graph.name(), graph.name(), call.cost(), call.params(), call.trainableParams());
    }
    Params all = params.getOrDefault("", Params.NONE);
    return new CostTree.Container(
        0,
        graph.name(),
        graph.name(),
        graph.name(),
        graph.inputs(),
        List.copyOf(graph.outputs().values()),
        all.all(),
        all.trainable(),
        false,
        children);
  }

  private static String within(String container, String path) {
    return container.isEmpty() ? path : path.substring(container.length() + 1);
  }
}
