package dev.twofold.tck;

import dev.twofold.spi.Backend;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What was checked and how it ended, and which calls the backend supports.
final class Report {

  static final String FAILED = "FAILED";

  private final Subject subject;
  private final List<Family> families;
  private final List<Row> rows = new ArrayList<>();

  Report(Subject subject, List<Family> families) {
    this.subject = subject;
    this.families = families;
  }

  /// One check.
  record Row(String group, String check, String result, String note) {}

  /// One line of the support table.
  record SupportRow(
      String family, int calls, int supported, Set<String> kernels, Set<String> reasons) {}

  synchronized void add(Group group, Check check, String result, String note) {
    rows.add(new Row(group.id(), check.id(), result, note));
  }

  synchronized List<Row> rows() {
    return List.copyOf(rows);
  }

  /// How many checks of a group ended in a way.
  synchronized long count(String group, String result) {
    return rows.stream()
        .filter(row -> row.group().equals(group) && row.result().equals(result))
        .count();
  }

  /// The results by what they are, over all groups.
  synchronized Map<String, Long> totals() {
    Map<String, Long> totals = new LinkedHashMap<>();
    for (String result :
        List.of(Outcome.Kind.PASSED.name(), FAILED, Outcome.Kind.UNSUPPORTED.name())) {
      totals.put(result, rows.stream().filter(row -> row.result().equals(result)).count());
    }
    return totals;
  }

  String title() {
    Backend backend = subject.shared();
    return "%s on %s (%s)"
        .formatted(
            backend.info().id(), backend.info().device().name(), backend.info().description());
  }

  String id() {
    return subject.provider().id();
  }

  boolean deterministic() {
    return subject.shared().info().deterministic();
  }

  /// What the backend says of every call of the kit.
  List<SupportRow> support() {
    return families.stream().map(this::support).toList();
  }

  private SupportRow support(Family family) {
    Set<String> kernels = new TreeSet<>();
    Set<String> reasons = new TreeSet<>();
    int supported = 0;
    for (LayerCall call : family.calls()) {
      switch (subject.shared().supports(call)) {
        case Support.Yes yes -> {
          kernels.add(yes.kernel());
          supported++;
        }
        case Support.No(String reason) -> reasons.add(reason);
      }
    }
    return new SupportRow(family.id(), family.calls().size(), supported, kernels, reasons);
  }
}
