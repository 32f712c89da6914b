package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan.Fallback;
import dev.twofold.graph.Node;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Warns once that parts of a model run on another backend than the chosen one.
final class FallbackReport {

  private static final Logger log = LoggerFactory.getLogger(Logs.FALLBACK);
  private static final int NAMED = 5;

  private FallbackReport() {}

  static void of(
      Lowered lowered, ProgramPlan plan, List<Fallback> fallbacks, FallbackPolicy policy) {
    if (fallbacks.isEmpty() || policy == FallbackPolicy.SILENT) {
      return;
    }
    Set<String> names = fallbacks.stream().map(Fallback::node).collect(Collectors.toSet());
    List<Node> nodes = lowered.model().graph().nodes();
    List<Node> moved = nodes.stream().filter(node -> names.contains(node.name())).toList();
    List<Step> copies =
        plan.steps().stream().filter(step -> step.planned().nodes().isEmpty()).toList();
    log.warn(
        "{} of {} nodes of '{}' with {} run on {}: {}; {} copies of {} bytes",
        fallbacks.size(),
        nodes.size(),
        lowered.model().graph().name(),
        share(MultAdds.of(moved), MultAdds.of(nodes)),
        fallbacks.stream().map(Fallback::backend).distinct().collect(Collectors.joining(", ")),
        list(fallbacks),
        copies.size(),
        copies.stream().mapToLong(step -> step.planned().writtenBytes()).sum());
  }

  private static String list(List<Fallback> fallbacks) {
    String listed =
        fallbacks.stream()
            .limit(NAMED)
            .map(fallback -> "'%s' (%s)".formatted(fallback.node(), fallback.reason()))
            .collect(Collectors.joining(", "));
    return fallbacks.size() > NAMED
        ? listed + " and " + (fallbacks.size() - NAMED) + " more"
        : listed;
  }

  private static String share(OptionalLong moved, OptionalLong all) {
    if (moved.isEmpty() || all.isEmpty()) {
      return "an unknown share of the mult-adds";
    }
    double percent = all.getAsLong() == 0 ? 0 : 100.0 * moved.getAsLong() / all.getAsLong();
    return String.format(Locale.ROOT, "%.1f %% of the mult-adds", percent);
  }
}
