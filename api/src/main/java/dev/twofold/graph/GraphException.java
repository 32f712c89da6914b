package dev.twofold.graph;

import java.util.List;

/// Says everything that is wrong with a graph or its weights at once. The message shows the first
/// few problems and how many more there are; [#problems()] has all.
public final class GraphException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 3;

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
    int count = problems.size();
    if (count == 1) {
      return where + ": " + problems.getFirst();
    }
    String shown = String.join("\n  ", problems.subList(0, Math.min(count, SHOWN)));
    String more = count > SHOWN ? "\n  and " + (count - SHOWN) + " more" : "";
    return where + " has " + count + " problems:\n  " + shown + more;
  }

  /// The problems, one line each, in the order in which they were found.
  public List<String> problems() {
    return problems;
  }
}
