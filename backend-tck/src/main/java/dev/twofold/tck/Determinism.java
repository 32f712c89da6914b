package dev.twofold.tck;

import dev.twofold.graph.Model;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The group `determinism`: the same bits on every run and in every program, where the backend says
/// so of itself.
final class Determinism {

  private static final int RUNS = 20;

  private Determinism() {}

  static Group of(Subject subject) {
    List<Check> checks = new ArrayList<>();
    Networks.all()
        .forEach((name, graph) ->
            checks.add(new Check(name, () -> check(subject, Networks.model(graph, Data.FLOATS)))));
    return new Group("determinism", checks);
  }

  private static Outcome check(Subject subject, Model model) {
    if (!subject.shared().info().deterministic()) {
      return Outcome.unsupported("the backend does not declare it");
    }
    List<Tensor> inputs = GraphRuns.inputs(model, Data.FLOATS, 11);
    List<Tensor> first = List.of();
    for (int compiled = 0; compiled < 2; compiled++) {
      try (Program program =
          GraphRuns.compile(subject, subject.provider(), model, FallbackPolicy.SILENT)) {
        for (int run = 0; run < RUNS; run++) {
          List<Tensor> got = GraphRuns.run(program, inputs);
          first = first.isEmpty() ? got : first;
          for (int i = 0; i < got.size(); i++) {
            if (!Trial.sameBits(first.get(i), got.get(i))) {
              throw new AssertionError(
                  "%s: run %d gives other bits than the first"
                      .formatted(model.graph().name(), run));
            }
          }
        }
      }
    }
    return Outcome.passed(2 * RUNS + " runs");
  }
}
