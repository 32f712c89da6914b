package dev.twofold.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Turns the names of a file into unique paths, and tells the containers that exporters' path-like
/// names imply: `/features/features.3/conv/Conv` becomes `features.3.conv.Conv`, in the containers
/// `features`, `features.3` and `features.3.conv`.
final class NodeNames {

  private static final int MAX_LENGTH = 512;

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, String> containers = new LinkedHashMap<>();

  /// Keeps a name from being given to a node.
  void reserve(String name) {
    taken.add(name);
  }

  /// The path of a node.
  ///
  /// @param name the file's name, not empty
  String path(String name) {
    String clean = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
    clean = clean.replaceAll("[\\p{Cntrl}:#]", "_");
    if (clean.indexOf('/') < 0) {
      return unique(clean);
    }
    StringBuilder path = new StringBuilder();
    String last = "";
    for (String segment : clean.split("/+", -1)) {
      if (segment.isEmpty()) {
        continue;
      }
      if (!path.isEmpty()) {
        containers.putIfAbsent(path.toString(), "Module");
      }
      if (!last.isEmpty() && segment.startsWith(last + ".")) {
        path.append(segment, last.length(), segment.length());
      } else {
        path.append(path.isEmpty() ? "" : ".").append(segment);
      }
      last = segment;
    }
    return unique(path.isEmpty() ? "node" : path.toString());
  }

  /// A name that no other node has: the given one, or one with a number behind it.
  String unique(String name) {
    String candidate = name;
    while (!taken.add(candidate)) {
      candidate = name + "_" + counts.merge(name, 1, Integer::sum);
    }
    return candidate;
  }

  /// The type names of the containers, by path.
  Map<String, String> containers() {
    return containers;
  }
}
