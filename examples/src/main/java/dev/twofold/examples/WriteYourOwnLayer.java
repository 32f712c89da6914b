package dev.twofold.examples;

import dev.twofold.cost.CostModel;
import dev.twofold.cost.render.Summaries;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;

/// A layer of one's own, [SqueezeExcitation], between the two folds of a depthwise-separable
/// convolution: costed by its own formula, run by every backend through its expansion.
public final class WriteYourOwnLayer {

  private WriteYourOwnLayer() {}

  /// Costs and runs a network with a custom layer.
  ///
  /// @param args none
  public static void main(String[] args) {
    GraphBuilder net = Graph.builder("Block");
    Value x = net.input("x", Shape.nchw(1, 16, 28, 28));
    Value depthwise = net.add("depthwise", Convolution.depthwise(16, Window.same(3)), x);
    Value excited = net.add("se", new SqueezeExcitation(16, 4), depthwise);
    Graph graph = net.output(net.add("pointwise", Convolution.pointwise(16, 32), excited)).build();

    System.out.println(Summaries.table(CostModel.of(graph)));

    try (Program program = Backends.discover().compile(Model.initialised(graph, 42))) {
      Tensor input = Tensor.zeros(x.shape());
      Arrays.fill(input.floats(), 1f);
      Tensor y = program.run(input);
      System.out.println("ran on " + program.selection() + ", output " + y.shape());
      for (ExecutionPlan.Step step : program.plan().steps()) {
        System.out.println("  " + step.nodes() + " -> " + step.kernel());
      }
    }
  }
}
