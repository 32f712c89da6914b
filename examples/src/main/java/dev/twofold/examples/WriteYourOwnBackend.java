package dev.twofold.examples;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Random;

/// A backend of one's own at work: `hello`, from the jar of `examples/hello-backend`. It knows
/// depthwise and pointwise convolution with a ReLU behind them; what else the network has, here a
/// regular convolution, runs on the next backend.
public final class WriteYourOwnBackend {

  private WriteYourOwnBackend() {}

  /// Runs a network on `hello` and on `reference` and compares the results.
  ///
  /// @param args none
  public static void main(String[] args) {
    Model model = Model.initialised(network(), 42);
    Tensor input = Tensor.zeros(Shape.nchw(1, 3, 32, 32));
    Random random = new Random(1);
    for (int i = 0; i < input.floats().length; i++) {
      input.floats()[i] = random.nextFloat();
    }

    Tensor own = run(model, input, "hello");
    Tensor expected = run(model, input, "reference");
    float difference = 0;
    for (int i = 0; i < own.floats().length; i++) {
      difference = Math.max(difference, Math.abs(own.floats()[i] - expected.floats()[i]));
    }
    System.out.println("equal to the reference within 1e-5: " + (difference < 1e-5f));
  }

  private static Graph network() {
    GraphBuilder net = Graph.builder("Net");
    Value x = net.input("x", Shape.nchw(1, 3, 32, 32));
    x = net.add("stem", Convolution.regular(3, 16, Window.same(3).withStride(2)), x);
    x = net.add("depthwise", Convolution.depthwise(16, Window.same(3)), x);
    x = net.add("relu", Activation.RELU, x);
    x = net.add("pointwise", Convolution.pointwise(16, 32), x);
    return net.output(x).build();
  }

  private static Tensor run(Model model, Tensor input, String backend) {
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends(backend).withFallback(FallbackPolicy.SILENT);
    try (Program program = Backends.discover().compile(model, options)) {
      System.out.println("on " + program.selection() + ":");
      for (ExecutionPlan.Step step : program.plan().steps()) {
        System.out.println("  " + step.nodes() + " -> " + step.backend() + " " + step.kernel());
      }
      return program.run(input);
    }
  }
}
