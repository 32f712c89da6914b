package dev.twofold.cuda;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.models.Models;
import dev.twofold.reference.ReferenceBackendProvider;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Random;

/// What a timed network is to compute: a time counts only for a right result.
///
/// @param input of all images, in NHWC
/// @param expected what the reference makes of the first one
/// @param weights the elements of all weights of convolutions and linear layers, by which networks of two
///   programs are told to be the same
record ReplayCheck(float[] input, float[] expected, long weights) {

  /// The seed of the weights, which do not depend on the batch.
  static final long SEED = 1;

  /// Random images, and the reference's result for one of them.
  ///
  /// @param shape `[N, C, H, W]`
  static ReplayCheck of(String network, Shape shape) {
    Random random = new Random(2);
    float[] input = new float[(int) shape.elements()];
    for (int i = 0; i < input.length; i++) {
      input[i] = random.nextFloat();
    }
    Shape one = Shape.nchw(1, shape.c(), shape.h(), shape.w());
    Graph graph = Models.graph(network, one);
    CompileOptions options = CompileOptions.DEFAULTS.withBackends("reference");
    try (Program program =
        Backends.of(List.of(new ReferenceBackendProvider()))
            .compile(Model.initialised(graph, SEED), options)) {
      float[] expected =
          Compiled.run(program, List.of(first(input, one))).getFirst().floats().clone();
      return new ReplayCheck(input, expected, weights(graph));
    }
  }

  private static Tensor first(float[] input, Shape one) {
    float[] data = new float[(int) one.elements()];
    int plane = one.h() * one.w();
    for (int c = 0; c < one.c(); c++) {
      for (int i = 0; i < plane; i++) {
        data[c * plane + i] = input[i * one.c() + c];
      }
    }
    return Tensor.of(one, data);
  }

  private static long weights(Graph graph) {
    return graph.nodes().stream()
        .flatMap(node -> node.layer().parameters().stream())
        .filter(spec -> spec.role() == ParameterSpec.Role.WEIGHT)
        .mapToLong(spec -> spec.shape().elements())
        .sum();
  }

  /// The largest difference from what is expected over the largest value; NaN where the output has one.
  ///
  /// @param output of all images, the first one's result first
  double error(float[] output) {
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs((double) expected[i] - output[i]));
    }
    return worst / largest;
  }
}
