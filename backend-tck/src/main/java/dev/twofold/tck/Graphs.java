package dev.twofold.tck;

import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendProvider;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The group `graphs`: whole networks of integers, whose results are exact however they are fused,
/// ordered and split among backends.
final class Graphs {

  static final int RANDOM = 200;

  private final Subject subject;

  private Graphs(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    Graphs graphs = new Graphs(subject);
    List<Check> checks = new ArrayList<>();
    Networks.all()
        .forEach((name, graph) -> {
          checks.add(new Check(name, () -> graphs.equalsDefinition(graph)));
          checks.add(new Check(name + "-fused-equals-unfused", () -> graphs.unfused(graph)));
        });
    checks.add(new Check("batch-equals-images", graphs::batch));
    checks.add(new Check("other-input-shapes", graphs::otherShapes));
    checks.add(new Check("fallback-in-mid-graph-on", graphs::fallbackOn));
    checks.add(new Check("fallback-in-mid-graph-off", graphs::fallbackOff));
    for (int seed = 0; seed < RANDOM; seed++) {
      int number = seed;
      checks.add(
          new Check(
              "random-%03d".formatted(seed),
              () -> graphs.equalsDefinition(RandomNetwork.of(number))));
    }
    return new Group("graphs", checks);
  }

  private Outcome equalsDefinition(Graph graph) {
    Model model = Networks.model(graph, Data.INTEGERS);
    BackendProvider provider = subject.provider();
    try (Program program = GraphRuns.compile(subject, provider, model, FallbackPolicy.SILENT)) {
      for (int run = 0; run < 2; run++) {
        List<Tensor> inputs = GraphRuns.inputs(model, Data.INTEGERS, run);
        GraphRuns.expectEqual(
            graph.name() + ", run " + run,
            GraphRuns.defined(model, inputs),
            GraphRuns.run(program, inputs));
      }
      return share(program.plan(), provider.id());
    }
  }

  /// How many of the steps were the backend's own.
  private static Outcome share(ExecutionPlan plan, String id) {
    List<ExecutionPlan.Step> computing =
        plan.steps().stream().filter(step -> !step.nodes().isEmpty()).toList();
    long own = computing.stream().filter(step -> step.backend().equals(id)).count();
    String note = "%d of %d steps".formatted(own, computing.size());
    return own == 0 && !computing.isEmpty()
        ? Outcome.unsupported(note + ": " + plan.fallbacks().getFirst().reason())
        : Outcome.passed(note);
  }

  private Outcome unfused(Graph graph) {
    BackendProvider provider = subject.provider();
    Model fused = Networks.model(graph, Data.INTEGERS);
    Model apart = new Model(Networks.unfused(graph), fused.weights());
    List<Tensor> inputs = GraphRuns.inputs(fused, Data.INTEGERS, 3);
    try (Program one = GraphRuns.compile(subject, provider, fused, FallbackPolicy.SILENT);
        Program many = GraphRuns.compile(subject, provider, apart, FallbackPolicy.SILENT)) {
      List<Tensor> single = GraphRuns.run(one, inputs);
      List<Tensor> all = GraphRuns.run(many, inputs);
      GraphRuns.expectEqual(graph.name() + " unfused", GraphRuns.defined(apart, inputs), all);
      for (int i = 0; i < single.size(); i++) {
        if (!Trial.sameBits(single.get(i), all.get(i))) {
          throw new AssertionError(graph.name() + ": fused and unfused differ in bits");
        }
      }
      return share(one.plan(), provider.id());
    }
  }

  private Outcome batch() {
    Graph one = Networks.separable();
    Graph three = one.withInputShapes(Map.of("x", Shape.nchw(3, 5, 9, 8)));
    Model images = Networks.model(one, Data.INTEGERS);
    Model batch = Networks.model(three, Data.INTEGERS);
    Tensor input = GraphRuns.inputs(batch, Data.INTEGERS, 5).getFirst();
    BackendProvider provider = subject.provider();
    try (Program single = GraphRuns.compile(subject, provider, images, FallbackPolicy.SILENT);
        Program whole = GraphRuns.compile(subject, provider, batch, FallbackPolicy.SILENT)) {
      float[] together = GraphRuns.run(whole, List.of(input)).getFirst().floats();
      for (int n = 0; n < 3; n++) {
        Shape shape = Shape.nchw(1, 5, 9, 8);
        float[] image = new float[(int) shape.elements()];
        System.arraycopy(input.floats(), n * image.length, image, 0, image.length);
        float[] alone = GraphRuns.run(single, List.of(Tensor.of(shape, image))).getFirst().floats();
        for (int i = 0; i < alone.length; i++) {
          if (alone[i] != together[n * alone.length + i]) {
            throw new AssertionError(
                "image %d of a batch: element %d: expected %s as alone, got %s"
                    .formatted(n, i, alone[i], together[n * alone.length + i]));
          }
        }
      }
      return share(whole.plan(), provider.id());
    }
  }

  private Outcome otherShapes() {
    Graph graph = Networks.separable();
    Outcome outcome = Outcome.passed("");
    for (int size : new int[] {1, 2, 3, 16, 33}) {
      outcome = equalsDefinition(graph.withInputShapes(Map.of("x", Shape.nchw(1, 5, size, size))));
    }
    return outcome;
  }

  private Outcome fallbackOn() {
    Model model = Networks.model(Networks.separable(), Data.INTEGERS);
    BackendProvider provider = new Refusing(subject.provider(), "middle");
    List<Tensor> inputs = GraphRuns.inputs(model, Data.INTEGERS, 7);
    try (Program program = GraphRuns.compile(subject, provider, model, FallbackPolicy.SILENT)) {
      GraphRuns.expectEqual(
          "fallback", GraphRuns.defined(model, inputs), GraphRuns.run(program, inputs));
      boolean listed =
          program.plan().fallbacks().stream()
              .anyMatch(f -> f.node().equals("middle") && f.reason().equals(Refusing.REASON));
      if (!listed) {
        throw new AssertionError("the plan does not list node 'middle': " + program.plan());
      }
      return share(program.plan(), provider.id());
    }
  }

  private Outcome fallbackOff() {
    Model model = Networks.model(Networks.separable(), Data.INTEGERS);
    BackendProvider provider = new Refusing(subject.provider(), "middle");
    try (Program program = GraphRuns.compile(subject, provider, model, FallbackPolicy.FORBID)) {
      throw new AssertionError("compiled although fallback is forbidden: " + program.plan());
    } catch (BackendException e) {
      if (!String.valueOf(e.getMessage()).contains("node 'middle'")) {
        throw new AssertionError("the message does not name node 'middle': " + e.getMessage(), e);
      }
      return Outcome.passed("");
    }
  }
}
