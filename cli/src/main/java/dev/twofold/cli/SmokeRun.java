package dev.twofold.cli;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One depthwise-separable convolution on one backend.
///
/// @param error the largest difference from the right result, relative to the largest element
/// @param nanos the median time of one run, in nanoseconds
/// @param description how the backend says that it runs
/// @param kernels the kernels that ran
/// @param problem why it failed; empty if it did not
record SmokeRun(
    double error, double nanos, String description, List<String> kernels, String problem) {

  /*
   * Weights and inputs are formulas, and so is the right result: with x = 1 everywhere, the depthwise
   * filter of channel c being (c + 1) / C in all 9 places and the pointwise weights 1 / (o + 1), output
   * channel o is (number of pixels under the window) * (C + 1) / 2 / (o + 1).
   */

  private static final int CHANNELS = 16;
  private static final int OUT = 32;
  private static final int SIZE = 32;
  private static final double BOUND = 1e-5;

  SmokeRun {
    kernels = List.copyOf(kernels);
  }

  boolean passed() {
    return problem.isEmpty();
  }

  /// Compiles and runs.
  static SmokeRun of(Backends backends, String backend) {
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends(backend).withFallback(FallbackPolicy.FORBID);
    Model model = model();
    try (Program program = backends.compile(model, options)) {
      float[] ones = new float[CHANNELS * SIZE * SIZE];
      Arrays.fill(ones, 1);
      Tensor input = Tensor.of(Shape.nchw(1, CHANNELS, SIZE, SIZE), ones);
      Timing timing = Timing.brief(program, List.of(input));
      double error = error(timing.outputs().getFirst());
      return new SmokeRun(
          error,
          timing.nanos(),
          program.backends().getFirst().description(),
          program.plan().steps().stream().map(step -> step.kernel()).toList(),
          error <= BOUND ? "" : "its result is wrong by " + error);
    } catch (RuntimeException | LinkageError e) {
      return new SmokeRun(
          Double.NaN, 0, "", List.of(), Text.oneLine(String.valueOf(e.getMessage())));
    }
  }

  private static Model model() {
    GraphBuilder net = Graph.builder("SmokeRun");
    Value x = net.input("x", Shape.nchw(1, CHANNELS, SIZE, SIZE));
    Node depthwise = net.call("depthwise", Convolution.depthwise(CHANNELS, Window.same(3)), x);
    Node pointwise =
        net.call("pointwise", Convolution.pointwise(CHANNELS, OUT), depthwise.output());
    float[] filters = new float[CHANNELS * 9];
    for (int i = 0; i < filters.length; i++) {
      int channel = i / 9;
      filters[i] = (channel + 1f) / CHANNELS;
    }
    float[] matrix = new float[OUT * CHANNELS];
    for (int i = 0; i < matrix.length; i++) {
      int out = i / CHANNELS;
      matrix[i] = 1f / (out + 1);
    }
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("depthwise.weight", Tensor.of(Shape.nchw(CHANNELS, 1, 3, 3), filters));
    weights.put("pointwise.weight", Tensor.of(Shape.nchw(OUT, CHANNELS, 1, 1), matrix));
    return new Model(net.output(pointwise.output()).build(), Weights.of(weights));
  }

  private static double error(Tensor output) {
    double largest = 9 * (CHANNELS + 1) / 2.0;
    double error = 0;
    for (int i = 0; i < output.floats().length; i++) {
      int pixels = covered(i / SIZE % SIZE) * covered(i % SIZE);
      double right = pixels * (CHANNELS + 1) / 2.0 / (i / (SIZE * SIZE) + 1);
      error = Math.max(error, Math.abs(output.floats()[i] - right));
    }
    return error / largest;
  }

  private static int covered(int place) {
    return place == 0 || place == SIZE - 1 ? 2 : 3;
  }
}
