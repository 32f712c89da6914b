package dev.twofold.graph;

import java.util.List;

/// Says everything that is wrong with a graph or its weights at once.
public final class GraphException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /// An exception over all problems found.
  ///
  /// @param where what was built, such as `graph 'SegNet'`
  /// @param problems one line each, at least one
  public GraphException(String where, List<String> problems) {
    super(message(where, problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(String where, List<String> problems) {
    return problems.size() == 1
        ? where + ": " + problems.getFirst()
        : where + " has " + problems.size() + " problems:\n  " + String.join("\n  ", problems);
  }

  /// The problems, one line each, in the order in which they were found.
  public List<String> problems() {
    return problems;
  }
}
