package dev.twofold.cost;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Two reports side by side, aligned by the names of blocks. Where both have a container of the
/// same path, its members are aligned in turn.
///
/// @param left the report that the other is compared with
/// @param right the other report
/// @param rows the blocks of both, in call order; blocks that only one has stand where that one has
///   them
public record Comparison(CostReport left, CostReport right, List<Row> rows) {

  /// Copies the list.
  public Comparison {
    rows = List.copyOf(rows);
  }

  /// One block in both reports.
  ///
  /// @param depth the number of containers around it
  /// @param name the path within the container around it
  /// @param left what it costs in the left report
  /// @param right what it costs in the right report
  public record Row(int depth, String name, Side left, Side right) {}

  /// What a block costs in one report.
  ///
  /// @param present whether the report has such a block; if not, all is 0
  /// @param type the block's type
  /// @param params its params
  /// @param multAdds its mult-adds; empty if not all of them are known
  public record Side(boolean present, String type, long params, OptionalLong multAdds) {

    static final Side ABSENT = new Side(false, "", 0, OptionalLong.of(0));
  }

  /// Aligns two reports.
  ///
  /// @throws IllegalArgumentException if they follow different conventions
  public static Comparison of(CostReport left, CostReport right) {
    if (left.convention() != right.convention()) {
      throw new IllegalArgumentException(
          "comparison: given conventions '%s' and '%s', expected the same for both"
              .formatted(left.convention(), right.convention()));
    }
    List<Row> rows = new ArrayList<>();
    align(CostTree.of(left).children(), CostTree.of(right).children(), rows);
    return new Comparison(left, right, rows);
  }

  private static void align(List<CostTree> left, List<CostTree> right, List<Row> rows) {
    Map<String, List<CostTree>> lefts = byName(left);
    Map<String, List<CostTree>> rights = byName(right);
    List<String> names = List.copyOf(rights.keySet());
    Map<String, Integer> positions = new HashMap<>();
    names.forEach(name -> positions.put(name, positions.size()));
    int next = 0;
    for (String name : lefts.keySet()) {
      int position = positions.getOrDefault(name, -1);
      for (; next < position; next++) {
        addIfRightOnly(names.get(next), lefts, rights, rows);
      }
      add(name, lefts.getOrDefault(name, List.of()), rights.getOrDefault(name, List.of()), rows);
    }
    for (; next < names.size(); next++) {
      addIfRightOnly(names.get(next), lefts, rights, rows);
    }
  }

  private static void addIfRightOnly(
      String name,
      Map<String, List<CostTree>> lefts,
      Map<String, List<CostTree>> rights,
      List<Row> rows) {
    if (!lefts.containsKey(name)) {
      add(name, List.of(), rights.getOrDefault(name, List.of()), rows);
    }
  }

  private static void add(String name, List<CostTree> left, List<CostTree> right, List<Row> rows) {
    int depth = (left.isEmpty() ? right : left).getFirst().depth();
    rows.add(new Row(depth, name, side(left), side(right)));
    List<CostTree> leftMembers = members(left);
    List<CostTree> rightMembers = members(right);
    if (!leftMembers.isEmpty() && !rightMembers.isEmpty()) {
      align(leftMembers, rightMembers, rows);
    }
  }

  private static List<CostTree> members(List<CostTree> entries) {
    return entries.stream().flatMap(entry -> entry.children().stream()).toList();
  }

  private static Map<String, List<CostTree>> byName(List<CostTree> entries) {
    Map<String, List<CostTree>> byName = new LinkedHashMap<>();
    for (CostTree entry : entries) {
      byName.computeIfAbsent(entry.name(), _ -> new ArrayList<>()).add(entry);
    }
    return byName;
  }

  private static Side side(List<CostTree> entries) {
    if (entries.isEmpty()) {
      return Side.ABSENT;
    }
    long params = entries.stream().filter(e -> !e.repeated()).mapToLong(CostTree::params).sum();
    boolean known = entries.stream().allMatch(entry -> entry.multAdds().isPresent());
    long multAdds = entries.stream().mapToLong(entry -> entry.multAdds().orElse(0)).sum();
    return new Side(
        true,
        entries.getFirst().type(),
        params,
        known ? OptionalLong.of(multAdds) : OptionalLong.empty());
  }
}
