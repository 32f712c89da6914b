package dev.twofold.tck;

import dev.twofold.cost.CostModel;
import dev.twofold.graph.Activation;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/// The group `speed`: a report of mult-adds a second, never a failure.
final class Speed {

  private static final long BUDGET_NANOS = 400_000_000L;
  private static final int FEWEST_RUNS = 3;

  private Speed() {}

  static Group of(Subject subject) {
    return new Group(
        "speed",
        List.of(
            check(subject, "depthwise-3x3", Convolution.depthwise(64, Window.same(3))),
            check(subject, "pointwise", Convolution.pointwise(64, 64)),
            check(subject, "regular-3x3", new Conv2d(64, 64, Window.same(3), 1, false)),
            check(
                subject,
                "depthwise-separable",
                Convolution.depthwise(64, Window.same(3)),
                Activation.RELU,
                Convolution.pointwise(64, 64),
                Activation.RELU)));
  }

  private static Check check(Subject subject, String id, Layer... layers) {
    return new Check(id, () -> measure(subject, graph(id, layers)));
  }

  private static Graph graph(String name, Layer... layers) {
    GraphBuilder net = Graph.builder(name);
    Value x = net.input("x", Shape.nchw(1, 64, 28, 28));
    for (int i = 0; i < layers.length; i++) {
      x = net.add("layer" + i, layers[i], x);
    }
    return net.output(x).build();
  }

  private static Outcome measure(Subject subject, Graph graph) {
    Model model = Networks.model(graph, Data.FLOATS);
    try (Program program =
        GraphRuns.compile(subject, subject.provider(), model, FallbackPolicy.SILENT)) {
      if (!program.plan().fallbacks().isEmpty()) {
        return Outcome.unsupported(program.plan().fallbacks().getFirst().reason());
      }
      Tensor input = GraphRuns.inputs(model, Data.FLOATS, 1).getFirst();
      Tensor output = Tensor.zeros(graph.outputs().firstEntry().getValue().type());
      long best = Long.MAX_VALUE;
      long end = System.nanoTime() + BUDGET_NANOS;
      for (int run = 0; run < FEWEST_RUNS || System.nanoTime() < end; run++) {
        long start = System.nanoTime();
        program.run(input, output);
        best = Math.min(best, System.nanoTime() - start);
      }
      long multAdds = CostModel.of(graph).multAdds();
      return Outcome.passed(
          String.format(
              Locale.ROOT,
              "%.2f G mult-adds/s (%,d mult-adds in %.1f us)",
              (double) multAdds / best,
              multAdds,
              best / 1e3));
    }
  }
}
