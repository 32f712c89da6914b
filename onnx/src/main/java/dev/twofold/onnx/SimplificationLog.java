package dev.twofold.onnx;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Transpose;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects what was simplified, a reason each. Steps are named as they were before.
final class SimplificationLog {

  private final List<Simplification> entries = new ArrayList<>();
  private final Set<String> named = new HashSet<>();

  /// The entries so far, in the order of the calls.
  List<Simplification> entries() {
    return List.copyOf(entries);
  }

  /// A call that passes its input on is gone.
  void passed(Draft.Step before) {
    boolean always = before.layer() instanceof Identity;
    add(
        before,
        always
            ? "gone: passes its input on"
            : "gone: undoes the transpose before it, so together they pass their input on");
  }

  /// A call has another layer than before.
  void rewritten(Draft.Step before, Draft.Step after) {
    if (before.layer().equals(after.layer())) {
      return;
    }
    String became = after.layer().kind();
    switch (after.layer()) {
      case Convolution _ -> add(before, "takes over the zero padding before it");
      case Transpose _ -> add(before, "takes over the transpose before it");
      default -> add(before, "is " + became + " together with what stood before it");
    }
  }

  /// A call is gone because another does its arithmetic.
  void folded(Draft.Step before, Draft.Step weighted) {
    add(
        before,
        Text.of("gone: one number for each channel, now in the weights of '%s'", weighted.name()));
  }

  /// Tells of all calls that nothing needs any more and that have no reason yet.
  ///
  /// @param before the calls before
  /// @param after the calls that are left
  void unread(List<Draft.Step> before, List<Draft.Step> after) {
    Set<String> left = new HashSet<>();
    after.forEach(step -> left.add(step.name()));
    for (Draft.Step step : before) {
      if (!left.contains(step.name()) && !named.contains(step.name())) {
        add(step, Text.of("gone: read by '%s' only, which was simplified", reader(step, before)));
      }
    }
  }

  private static String reader(Draft.Step step, List<Draft.Step> calls) {
    return calls.stream()
        .filter(call -> call.inputs().stream().anyMatch(step.outputs()::contains))
        .reduce((_, last) -> last)
        .map(Draft.Step::name)
        .orElse("");
  }

  private void add(Draft.Step step, String reason) {
    named.add(step.name());
    entries.add(new Simplification(step.name(), step.layer().kind(), reason));
  }
}
