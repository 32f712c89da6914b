package dev.twofold.examples;

import dev.twofold.cost.CostModel;
import dev.twofold.cost.render.Summaries;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;

/// The article's exercise: a depthwise-separable convolution from 16 to 32 channels is described,
/// costed, compiled and run.
public final class HelloSeparable {

  private HelloSeparable() {}

  /// Describes, costs, compiles and runs.
  ///
  /// @param args none
  public static void main(String[] args) {
    GraphBuilder net = Graph.builder("DepthwiseSeparableConv");
    Value x = net.input("x", Shape.nchw(1, 16, 128, 128));
    Value depthwise = net.add("depthwise", Convolution.depthwise(16, Window.same(3)), x);
    Value pointwise = net.add("pointwise", Convolution.pointwise(16, 32), depthwise);
    Graph graph = net.output(pointwise).build();

    System.out.println(Summaries.table(CostModel.of(graph)));

    Model model = Model.initialised(graph, 42);
    try (Program program = Backends.discover().compile(model)) {
      Tensor y = program.run(Tensor.zeros(x.shape()));
      System.out.println("ran on " + program.selection() + ", output " + y.shape());
    }
  }
}
