package dev.twofold.runtime;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// Small networks for the tests of the runtime, with weights that leave nothing at 0 or 1.
final class Networks {

  private Networks() {}

  /// Two depthwise-separable convolutions with batch normalisation and ReLU, the second with a
  /// residual connection around it.
  static Graph residual() {
    GraphBuilder b = Graph.builder("Residual");
    Value x = b.input("x", Shape.nchw(2, 3, 7, 5));
    x = b.add("stem", Convolution.regular(3, 9, Window.same(3)), x);
    x = b.add("stem_bn", BatchNorm2d.of(9), x);
    x = b.add("stem_relu", Activation.RELU, x);
    Value y = b.add("depthwise", Convolution.depthwise(9, Window.same(3)), x);
    y = b.add("depthwise_bn", BatchNorm2d.of(9), y);
    y = b.add("depthwise_relu", Activation.RELU, y);
    y = b.add("pointwise", Convolution.pointwise(9, 9), y);
    y = b.add("pointwise_bn", BatchNorm2d.of(9), y);
    y = b.function("add", Elementwise.ADD, x, y);
    y = b.add("relu", Activation.RELU, y);
    return b.output("y", y).build();
  }

  /// A graph with random weights; variances are positive.
  static Model model(Graph graph) {
    Random random = new Random(7);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        Tensor tensor = Tensor.zeros(spec.shape());
        fill(tensor, random, spec.role() == ParameterSpec.Role.RUNNING_VARIANCE);
        tensors.put(node.weightName(spec), tensor);
      }
    }
    return new Model(graph, Weights.of(tensors));
  }

  static Tensor random(Shape shape, long seed) {
    Tensor tensor = Tensor.zeros(shape);
    fill(tensor, new Random(seed), false);
    return tensor;
  }

  private static void fill(Tensor tensor, Random random, boolean positive) {
    float[] values = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      float value = (float) random.nextGaussian() * 0.5f;
      values[i] = positive ? Math.abs(value) + 0.1f : value;
    }
  }
}
