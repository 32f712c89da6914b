package dev.twofold.cost;

import dev.twofold.graph.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Why two conventions disagree on a graph: the layers that make the difference.
///
/// @param from the report under the one convention
/// @param to the report under the other
/// @param differences the layers whose params or mult-adds differ, in call order
public record Explanation(CostReport from, CostReport to, List<Difference> differences) {

  /// Copies the list.
  public Explanation {
    differences = List.copyOf(differences);
  }

  /// A layer that the conventions count differently.
  ///
  /// @param from what the one counts
  /// @param to what the other counts
  public record Difference(LayerCost from, LayerCost to) {

    /// How many more mult-adds the other convention counts; negative if fewer.
    public long multAdds() {
      return to.multAdds().orElse(0) - from.multAdds().orElse(0);
    }

    /// How many more params the other convention counts.
    public long params() {
      return to.params() - from.params();
    }
  }

  /// The differences of all layers of a kind.
  ///
  /// @param layers the number of layers
  /// @param params how many more params the other convention counts
  /// @param multAdds how many more mult-adds the other convention counts
  public record Total(int layers, long params, long multAdds) {

    private Total plus(Total other) {
      return new Total(layers + other.layers, params + other.params, multAdds + other.multAdds);
    }
  }

  /// Costs a graph under two conventions.
  ///
  /// @throws ArithmeticException if a count exceeds `Long.MAX_VALUE`; the message names the node
  public static Explanation of(Graph graph, Convention from, Convention to) {
    CostReport one = CostModel.of(graph, from);
    CostReport other = CostModel.of(graph, to);
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < one.layers().size(); i++) {
      LayerCost left = one.layers().get(i);
      LayerCost right = other.layers().get(i);
      if (left.params() != right.params() || !left.multAdds().equals(right.multAdds())) {
        differences.add(new Difference(left, right));
      }
    }
    return new Explanation(one, other, differences);
  }

  /// The differences by kind of layer, in the order in which the kinds first occur.
  public Map<String, Total> byKind() {
    Map<String, Total> byKind = new LinkedHashMap<>();
    for (Difference difference : differences) {
      Total one = new Total(1, difference.params(), difference.multAdds());
      byKind.merge(difference.from().kind(), one, Total::plus);
    }
    return byKind;
  }
}
