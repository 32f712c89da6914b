package dev.twofold.cost.render;

import dev.twofold.cost.CostTree;
import dev.twofold.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A row of a summary in torchinfo's form.
///
/// @param entry the module
/// @param index its number among the rows of its depth, from 1
/// @param leaf whether no module lies in it
/// @param leftover params of modules in it that have no row
record TorchinfoRow(CostTree entry, int index, boolean leaf, long leftover) {

  /// All rows of a tree, in order.
  static List<TorchinfoRow> of(CostTree root) {
    List<TorchinfoRow> rows = new ArrayList<>();
    new Walk(rows, new HashMap<>()).visit(root);
    return rows;
  }

  /// Numbers the rows and finds the params that no row shows.
  ///
  /// @param rows the rows so far
  /// @param counts the number of rows so far, by depth
  private record Walk(List<TorchinfoRow> rows, Map<Integer, Integer> counts) {

    /// Adds the rows of an entry and of all below it.
    ///
    /// @return the params that these rows show, by module
    Map<String, Long> visit(CostTree entry) {
      int position = rows.size();
      int index = counts.merge(entry.depth(), 1, Integer::sum);
      List<CostTree> modules = entry.children().stream().filter(Walk::isModule).toList();
      rows.add(new TorchinfoRow(entry, index, modules.isEmpty(), 0));
      Map<String, Long> shown = new HashMap<>();
      for (CostTree child : modules) {
        Map<String, Long> below = visit(child);
        if (child.repeated()) {
          shown.putIfAbsent(module(child), child.params());
        } else {
          shown.putAll(below);
        }
      }
      if (modules.isEmpty()) {
        shown.put(module(entry), entry.params());
        return shown;
      }
      long leftover = entry.params() - shown.values().stream().mapToLong(Long::longValue).sum();
      rows.set(position, new TorchinfoRow(entry, index, false, leftover));
      shown.put(module(entry), leftover);
      return shown;
    }

    private static boolean isModule(CostTree entry) {
      return !(entry instanceof CostTree.Call call && call.cost().node().is(Node.Trait.FUNCTIONAL));
    }

    private static String module(CostTree entry) {
      return switch (entry) {
        case CostTree.Call call -> call.cost().node().module();
        case CostTree.Container container -> container.path();
      };
    }
  }
}
