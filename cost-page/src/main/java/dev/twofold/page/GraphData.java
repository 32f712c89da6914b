package dev.twofold.page;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The edges of a graph as JSON. Calls are numbered in call order; inputs are `in0` and so on,
/// outputs `out0` and so on.
final class GraphData {

  private GraphData() {}

  static void write(Graph graph, JsonGenerator json) throws IOException {
    Map<String, String> makers = new HashMap<>();
    json.writeArrayFieldStart("inputs");
    for (Value input : graph.inputs()) {
      makers.put(input.name(), "in" + makers.size());
      json.writeString(input.name() + " " + input.type());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("outputs");
    for (String label : graph.outputs().keySet()) {
      json.writeString(label);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("edges");
    int position = 0;
    for (Node node : graph.nodes()) {
      for (Value value : node.inputs()) {
        edge(makers.getOrDefault(value.name(), ""), Integer.toString(position), value, json);
      }
      for (Value value : node.outputs()) {
        makers.put(value.name(), Integer.toString(position));
      }
      position++;
    }
    int outputs = 0;
    for (Value value : graph.outputs().values()) {
      edge(makers.getOrDefault(value.name(), ""), "out" + outputs++, value, json);
    }
    json.writeEndArray();
  }

  private static void edge(String from, String to, Value value, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    json.writeString(from);
    json.writeString(to);
    json.writeString(value.type().toString());
    json.writeEndArray();
  }
}
