package dev.twofold.runtime;

import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.ExecutionPlan.Fallback;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Node;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Warns once that parts of a model run on another backend than the chosen one.
final class FallbackReport {

  private static final Logger log = LoggerFactory.getLogger(Backends.class);
  private static final int NAMED = 5;

  private FallbackReport() {}

  static void of(
      Lowered lowered, ProgramPlan plan, List<Fallback> fallbacks, FallbackPolicy policy) {
    if (fallbacks.isEmpty() || policy == FallbackPolicy.SILENT) {
      return;
    }
    Set<String> names = fallbacks.stream().map(Fallback::node).collect(Collectors.toSet());
    List<Node> nodes = lowered.model().graph().nodes();
    long all = nodes.stream().mapToLong(FallbackReport::multAdds).sum();
    long moved =
        nodes.stream()
            .filter(node -> names.contains(node.name()))
            .mapToLong(FallbackReport::multAdds)
            .sum();
    List<Step> copies =
        plan.steps().stream().filter(step -> step.planned().nodes().isEmpty()).toList();
    log.warn(
        "{} of {} nodes of '{}' with {} % of the mult-adds run on {}: {}; {} copies of {} bytes",
        fallbacks.size(),
        nodes.size(),
        lowered.model().graph().name(),
        String.format(Locale.ROOT, "%.1f", all == 0 ? 0.0 : 100.0 * moved / all),
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

  /// The mult-adds of the layers that have weights; the cost model knows the rest, this is a share.
  private static long multAdds(Node node) {
    Shape in = node.inputs().isEmpty() ? Shape.of() : node.input().shape();
    Shape out = node.output().shape();
    return switch (node.layer()) {
      case ConvTranspose2d c -> c.weightShape().elements() * in.n() * in.h() * in.w();
      case Convolution c -> c.weightShape().elements() * out.n() * out.h() * out.w();
      case Linear linear -> linear.inFeatures() * out.elements();
      default -> 0;
    };
  }
}
