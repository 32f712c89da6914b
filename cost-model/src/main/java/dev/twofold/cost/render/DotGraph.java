package dev.twofold.cost.render;

import dev.twofold.cost.CostReport;
import dev.twofold.cost.LayerCost;
import dev.twofold.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A report as a drawing for Graphviz: calls with what they cost, values as edges.
record DotGraph(CostReport report) {

  String text() {
    StringBuilder dot = new StringBuilder();
    dot.append("digraph %s {\n".formatted(quoted(report.model())));
    dot.append("  node [shape=box, fontname=\"sans-serif\"];\n");
    Map<String, String> makers = new HashMap<>();
    for (Value input : report.graph().inputs()) {
      String id = "in" + makers.size();
      makers.put(input.name(), id);
      node(dot, id, input.name() + "\n" + input.type(), ", shape=oval");
    }
    for (int i = 0; i < report.layers().size(); i++) {
      add(dot, "n" + i, report.layers().get(i), makers);
    }
    int outputs = 0;
    for (Map.Entry<String, Value> output : report.graph().outputs().entrySet()) {
      String id = "out" + outputs++;
      node(dot, id, output.getKey(), ", shape=oval");
      edge(dot, output.getValue(), id, makers);
    }
    return dot.append("}\n").toString();
  }

  private static void add(
      StringBuilder dot, String id, LayerCost layer, Map<String, String> makers) {
    String costs =
        "%s params, %s mult-adds"
            .formatted(Numbers.grouped(layer.params()), Numbers.grouped(layer.multAdds()));
    node(dot, id, String.join("\n", List.of(layer.name(), layer.kind(), costs)), "");
    layer.node().inputs().forEach(value -> edge(dot, value, id, makers));
    layer.node().outputs().forEach(value -> makers.put(value.name(), id));
  }

  private static void node(StringBuilder dot, String id, String label, String more) {
    dot.append("  %s [label=%s%s];\n".formatted(id, quoted(label), more));
  }

  private static void edge(StringBuilder dot, Value value, String to, Map<String, String> makers) {
    String from = makers.getOrDefault(value.name(), "");
    dot.append("  %s -> %s [label=%s];\n".formatted(from, to, quoted(value.type().toString())));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
