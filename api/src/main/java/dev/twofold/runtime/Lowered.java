package dev.twofold.runtime;

import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import java.util.List;
import java.util.Map;

/// A model made ready for backends, with the original nodes that each of its nodes stands for.
///
/// @param model the lowered model
/// @param origins the names of the original nodes by the name of a lowered one, in call order
record Lowered(Model model, Map<String, List<String>> origins) {

  List<String> origins(Node node) {
    return origins.getOrDefault(node.name(), List.of(node.name()));
  }
}
