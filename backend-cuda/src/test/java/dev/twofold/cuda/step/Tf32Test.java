package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.twofold.cuda.TestDriver;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Precision;
import dev.twofold.graph.Activation;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products by tensor cores on random numbers: to the last bits what the reference makes of rounded
/// factors, and as far from what it makes of exact ones as rounding takes them.
@Tag("gpu")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Tf32Test {

  /*
   * With factors rounded before, products are exact and only sums in fp32 are left: an error of a few
   * 2^-24 of the sum of all sizes |x w|. A factor that is rounded is off by at most 2^-11 of its size, so
   * a product by 2^-10 and 2^-22 more. A kernel that cut off instead of rounding, or rounded half-way
   * cases to even, misses the first bound by a factor of hundreds.
   */
  private static final double SUMS = 2e-6;

  private static final double ROUNDING = 0x1p-10 + 0x1p-22 + SUMS;

  private StepRunner runner;

  @BeforeAll
  void open() {
    TestDriver.load();
    runner = new StepRunner();
    assumeTrue(
        runner.capability() >= Precision.TF32.capability(),
        "TF32 needs compute capability 8.0, there is " + runner.capability());
  }

  @AfterAll
  void close() {
    runner.close();
  }

  /// To 10 bits of fraction, half-way cases away from zero.
  private static float rounded(float x) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(x) + 0x1000 & ~0x1fff);
  }

  private interface Change {
    float of(float x);
  }

  private static Tensor changed(Tensor tensor, Change change) {
    float[] data = tensor.floats().clone();
    for (int i = 0; i < data.length; i++) {
      data[i] = change.of(data[i]);
    }
    return Tensor.of(tensor.shape(), data);
  }

  private static Weights changed(Weights weights, Change change) {
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.put("weight", changed(weights.get("weight"), change));
    if (weights.contains("bias")) {
      tensors.put("bias", weights.get("bias"));
    }
    return Weights.of(tensors);
  }

  /// From -1 to 1, one in eight exactly half-way between two numbers of TF32.
  private static float next(Random random) {
    float x = 2 * random.nextFloat() - 1;
    return random.nextInt(8) == 0
        ? Float.intBitsToFloat(Float.floatToRawIntBits(x) & ~0x1fff | 0x1000)
        : x;
  }

  private static Tensor random(Shape shape, Random random) {
    return changed(Tensor.of(shape, new float[(int) shape.elements()]), _ -> next(random));
  }

  private static Weights weights(Layer layer, Random random) {
    Map<String, Tensor> tensors = new HashMap<>();
    layer.parameters().forEach(spec -> tensors.put(spec.name(), random(spec.shape(), random)));
    return Weights.of(tensors);
  }

  private static List<Tensor> inputs(LayerCall call, Random random) {
    return call.inputs().stream().map(type -> random(type.shape(), random)).toList();
  }

  /// The first input changed, the residual as it is.
  private static List<Tensor> changed(List<Tensor> inputs, Change change) {
    List<Tensor> all = new ArrayList<>(inputs);
    all.set(0, changed(all.getFirst(), change));
    return all;
  }

  private void check(LayerCall call) {
    Random random = new Random(call.toString().hashCode());
    Weights weights = weights(call.layer(), random);
    List<Tensor> inputs = inputs(call, random);
    LayerCall bare = LayerCall.of("sizes", call.layer(), call.inputs().subList(0, 1));
    Tensor sizes =
        Reference.output(
            bare, changed(inputs, Math::abs).subList(0, 1), changed(weights, Math::abs));
    Tensor exact = Reference.output(call, inputs, weights);
    Tensor near =
        Reference.output(
            call, changed(inputs, Tf32Test::rounded), changed(weights, Tf32Test::rounded));
    for (int multiprocessors : new int[] {1, 4000}) {
      ConvolutionSteps steps =
          new ConvolutionSteps(new DeviceTraits(multiprocessors, Precision.TF32));
      Support.Yes yes = (Support.Yes) steps.supports(call);
      assertTrue(yes.kernel().startsWith("pointwise_nhwc_tf32_"), yes.kernel());
      float[] got = run(steps.step(call, weights), inputs, yes.inputs(), exact);
      compare(Reference.inOrder(near, yes.outputs()), got, sizes, SUMS, yes);
      compare(Reference.inOrder(exact, yes.outputs()), got, sizes, ROUNDING, yes);
    }
  }

  private float[] run(DeviceStep step, List<Tensor> inputs, Layout layout, Tensor output) {
    List<float[]> data = inputs.stream().map(input -> Reference.inOrder(input, layout)).toList();
    return runner.run(step, data, output.floats().length);
  }

  /// No element may be off by more than a share of the largest sum of sizes, plus the bias and residual.
  private static void compare(
      float[] expected, float[] got, Tensor sizes, double share, Support.Yes kernel) {
    double most = 1;
    for (float size : sizes.floats()) {
      most = Math.max(most, size);
    }
    for (int i = 0; i < got.length; i++) {
      assertEquals(expected[i], got[i], share * most, kernel.kernel() + ", element " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // inputs, outputs, rows and columns of the image
    "  1,   1, 3, 3",
    "  3,   7, 5, 2",
    "  7,  33, 7, 7",
    "  9,   8, 4, 5",
    " 15,  17, 3, 11",
    " 16,  16, 4, 4",
    " 17,  68, 9, 15",
    " 33, 130, 7, 7",
    "132,  24, 12, 12",
    "200,  64, 12, 12"
  })
  void pointwise_awkwardSizes_areTheReferenceOfRoundedFactors(int in, int out, int h, int w) {
    for (boolean bias : new boolean[] {false, true}) {
      check(Calls.of(new PointwiseConv2d(in, out, bias), 1, h, w));
    }
  }

  @Test
  void pointwise_epilogues_areTheReferenceOfRoundedFactors() {
    Epilogue.Stage add = new Epilogue.AddResidual();
    Epilogue.Stage clip = new Epilogue.Activate(Activation.RELU6);
    Epilogue.Stage silu = new Epilogue.Activate(Activation.SILU);
    for (int out : new int[] {24, 33, 68}) {
      LayerCall call = Calls.of(new PointwiseConv2d(132, out, true), 2, 7, 5);
      check(call.then(clip).then(add));
      check(call.then(add).then(clip));
      check(call.then(silu));
    }
  }

  @Test
  void linear_manyRows_isTheReferenceOfRoundedFactors() {
    check(Calls.of(new Linear(129, 33, true), Shape.of(19, 129)));
  }

  /// What a pixel holds reaches its own outputs and no others.
  @Test
  void pointwise_nanAndInfinity_stayInTheirPixel() {
    PointwiseConv2d layer = new PointwiseConv2d(20, 12, true);
    LayerCall call = Calls.of(layer, 1, 5, 5);
    Weights weights = changed(weights(layer, new Random(1)), Math::abs);
    Tensor input = changed(random(Shape.nchw(1, 20, 5, 5), new Random(2)), Math::abs);
    input.floats()[25 + 3] = Float.NaN;
    // A NaN by its last bit, which rounding must not turn into an infinity.
    input.floats()[25 + 4] = Float.intBitsToFloat(0x7f800001);
    input.floats()[25 + 7] = Float.POSITIVE_INFINITY;
    input.floats()[25 + 9] = Float.MAX_VALUE;
    Tensor expected = Reference.output(call, List.of(changed(input, x -> x)), weights);
    DeviceStep step = new ConvolutionSteps(Calls.TINY.with(Precision.TF32)).step(call, weights);
    float[] got = run(step, List.of(input), Layout.NHWC, expected);
    for (int i = 0; i < got.length; i++) {
      int pixel = i / 12;
      switch (pixel) {
        case 3, 4 -> assertTrue(Float.isNaN(got[i]), "pixel " + pixel + ": " + got[i]);
        // The largest number is nearer to the power of two above it than to any number of TF32.
        case 7, 9 -> assertEquals(Float.POSITIVE_INFINITY, got[i], "pixel " + pixel);
        default -> assertTrue(Float.isFinite(got[i]), "pixel " + pixel + ": " + got[i]);
      }
    }
  }

  /// Filtered in fp32, rounded, multiplied: what is filtered differs by an ulp from the reference's, which
  /// rounding may make one of TF32.
  @ParameterizedTest
  @CsvSource({"3,24", "3,64", "3,130", "5,40", "5,130"})
  void separable_randomNumbers_areAsFarAsRoundingTakesThem(int kernel, int out) {
    DepthwiseConv2d first = new DepthwiseConv2d(36, 1, Window.same(kernel), true);
    PointwiseConv2d second = new PointwiseConv2d(36, out, true);
    Random random = new Random(out);
    Weights taps = weights(first, random);
    Weights weights = weights(second, random);
    LayerCall depthwise = Calls.of(first, 2, 9, 7).then(new Epilogue.Activate(Activation.RELU6));
    LayerCall bare = Calls.of(second, 2, 9, 7);
    LayerCall pointwise = bare.then(new Epilogue.AddResidual());
    List<Tensor> inputs = inputs(pointwise, random);
    Tensor middle = Reference.output(depthwise, inputs.subList(0, 1), taps);
    Tensor sizes = Reference.output(bare, List.of(middle), changed(weights, Math::abs));
    float[] exact =
        Reference.inOrder(
            Reference.output(pointwise, List.of(middle, inputs.get(1)), weights), Layout.NHWC);
    for (int multiprocessors : new int[] {1, 4000}) {
      DeviceTraits device = new DeviceTraits(multiprocessors, Precision.TF32);
      ConvolutionSteps steps = new ConvolutionSteps(device);
      Support.Yes yes = (Support.Yes) steps.fuses(depthwise, pointwise);
      assertTrue(yes.kernel().startsWith("separable_nhwc_tf32_"), yes.kernel());
      DeviceStep step = steps.fused(depthwise, taps, pointwise, weights);
      float[] got = run(step, inputs, Layout.NHWC, Tensor.of(pointwise.output().shape(), exact));
      compare(exact, got, sizes, ROUNDING, yes);
    }
  }
}
