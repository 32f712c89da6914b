package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.twofold.cuda.TestDriver;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Precision;
import dev.twofold.cuda.ptx.Manifest;
import dev.twofold.cuda.ptx.ShippedPtx;
import dev.twofold.graph.Activation;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.DepthwiseConv2d;
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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// Every kernel of convolutions and linear layers, on awkward sizes against the reference: whole numbers,
/// whose sums are exact in any order.
@Tag("gpu")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KernelsTest {

  /*
   * What a card has decides which tile is taken and whether the depth is split. So each call runs for a
   * card that every layer fills (the largest tiles, no split) and for one that none does (the smallest,
   * split as far as they can be). Both in fp32 and, where the card has it, in TF32, which loses nothing
   * of whole numbers below 2048.
   */

  private final List<DeviceTraits> devices = new ArrayList<>();
  private final Set<String> modules =
      new TreeSet<>(
          List.of("convolution", "depthwise", "linear", "pointwise", "separable", "stem"));

  private static final Epilogue.Stage ADD = new Epilogue.AddResidual();
  private static final Epilogue.Stage CLIP = new Epilogue.Activate(Activation.clip(-9, 40));
  private static final Epilogue.Stage LEAKY = new Epilogue.Activate(Activation.leakyRelu(0.25f));

  private StepRunner runner;
  private int ran;

  @BeforeAll
  void open() {
    TestDriver.load();
    runner = new StepRunner();
    DeviceTraits huge = new DeviceTraits(4000);
    devices.addAll(List.of(Calls.TINY, huge));
    if (runner.capability() >= Precision.TF32.capability()) {
      devices.addAll(List.of(Calls.TINY.with(Precision.TF32), huge.with(Precision.TF32)));
      modules.addAll(List.of("pointwise_sm80", "separable_sm80"));
    }
  }

  @AfterEach
  void count() {
    ran++;
  }

  @AfterAll
  void close() {
    runner.close();
  }

  private void check(LayerCall call) {
    Weights weights = Calls.weights(call.layer());
    List<Tensor> inputs = Reference.inputs(call);
    Tensor expected = Reference.output(call, inputs, weights);
    for (DeviceTraits device : devices) {
      ConvolutionSteps steps = new ConvolutionSteps(device);
      Support.Yes yes = (Support.Yes) steps.supports(call);
      List<float[]> data =
          inputs.stream().map(input -> Reference.inOrder(input, yes.inputs())).toList();
      float[] wanted = Reference.inOrder(expected, yes.outputs());
      float[] got = runner.run(steps.step(call, weights), data, wanted.length);
      assertArrayEquals(wanted, got, () -> yes.kernel() + " for " + call);
    }
  }

  /// With nothing behind it, and with each order of an activation and a residual.
  private void checkEndings(LayerCall call) {
    check(call);
    check(call.then(LEAKY).then(ADD));
    check(call.then(ADD).then(CLIP));
  }

  @Test
  void depthwise_strips_areExact() {
    for (int kernel : new int[] {3, 5}) {
      for (int stride = 1; stride <= 2; stride++) {
        for (int size : new int[] {1, 2, 5, 7, 14}) {
          Window window = Window.same(kernel).withStride(stride);
          check(Calls.of(new DepthwiseConv2d(4, 1, window, false), 2, size, size));
          check(Calls.of(new DepthwiseConv2d(36, 1, window, true), 1, size, size + 3));
        }
        Window uneven = Window.of(kernel).withStride(stride).withPadding(0, 1, 2, 0);
        checkEndings(Calls.of(new DepthwiseConv2d(12, 1, uneven, true), 1, 9, 22));
      }
    }
  }

  @Test
  void depthwise_anythingElse_isExact() {
    for (int channels : new int[] {1, 3, 8, 17}) {
      Window window = Window.same(3);
      check(Calls.of(new DepthwiseConv2d(channels, 1, window.withStride(3), true), 2, 7, 5));
      check(Calls.of(new DepthwiseConv2d(channels, 2, window, true), 1, 5, 5));
      check(Calls.of(new DepthwiseConv2d(channels, 1, Window.same(7), false), 1, 5, 2));
      checkEndings(
          Calls.of(new DepthwiseConv2d(channels, 1, window.withDilation(2), true), 1, 5, 7));
    }
  }

  @Test
  void pointwise_allTiles_areExact() {
    for (int size : new int[] {3, 7, 12}) {
      for (int depth : new int[] {1, 7, 16, 33, 200}) {
        for (int columns : new int[] {1, 24, 33, 68, 130}) {
          check(Calls.of(new PointwiseConv2d(depth, columns, columns % 2 == 0), 1, size, size));
        }
      }
    }
    for (int columns : new int[] {24, 33, 68}) {
      checkEndings(Calls.of(new PointwiseConv2d(132, columns, true), 2, 7, 5));
    }
  }

  @Test
  void linear_fewAndManyRows_areExact() {
    for (int rows : new int[] {1, 3, 4, 5, 8, 9, 40}) {
      for (int depth : new int[] {1, 7, 128, 129, 300}) {
        check(Calls.of(new Linear(depth, 13, true), Shape.of(rows, depth)));
      }
    }
    checkEndings(Calls.of(new Linear(260, 33, true), Shape.of(6, 260)));
    checkEndings(Calls.of(new Linear(7, 9, false), Shape.of(2, 3, 4, 7)));
  }

  @Test
  void regular_windowsAndGroups_areExact() {
    for (Window window :
        List.of(
            Window.same(3),
            Window.same(3).withStride(2),
            Window.of(3, 2).withStride(1, 2),
            Window.same(3).withDilation(2),
            Window.of(5).withPadding(4).withStride(3))) {
      for (int in : new int[] {5, 8}) {
        for (int out : new int[] {9, 40}) {
          check(Calls.of(new Conv2d(in, out, window, 1, true), 2, 7, 9));
        }
      }
      checkEndings(Calls.of(new Conv2d(12, 20, window, 4, true), 1, 7, 7));
    }
    checkEndings(Calls.of(new Conv2d(32, 72, Window.same(3), 1, false), 1, 12, 12));
    checkEndings(Calls.of(new Conv2d(9, 144, Window.same(3), 3, false), 1, 7, 5));
  }

  @Test
  void stem_channelsWindowsAndSizes_areExact() {
    for (int channels = 1; channels <= 3; channels++) {
      for (Window window :
          List.of(
              Window.same(3),
              Window.same(3).withStride(2),
              Window.of(7).withPadding(3).withStride(2),
              Window.of(2, 5).withStride(3, 1).withDilation(2, 1).withPadding(0, 1, 2, 0))) {
        for (int out : new int[] {1, 7, 32, 33}) {
          check(Calls.of(new Conv2d(channels, out, window, 1, out != 7), 2, 11, 9));
        }
        checkEndings(Calls.of(new Conv2d(channels, 24, window, 1, true), 1, 37, 35));
      }
    }
    check(Calls.of(new Conv2d(3, 40, Window.same(3), 1, true), 1, 1, 1));
  }

  @Test
  void transposed_phasesAndGroups_areExact() {
    Window window = Window.of(3).withStride(2).withPadding(1);
    for (int size : new int[] {1, 2, 5}) {
      check(Calls.of(new ConvTranspose2d(6, 9, window, 1, 1, 1, true), 2, size, size + 1));
      check(
          Calls.of(new ConvTranspose2d(6, 8, window.withDilation(2), 0, 1, 2, false), 1, size, 3));
      check(
          Calls.of(
              new ConvTranspose2d(4, 5, Window.of(2).withStride(3), 2, 0, 1, true), 1, size, size));
    }
    checkEndings(Calls.of(new ConvTranspose2d(8, 40, window, 0, 0, 1, true), 1, 5, 7));
    checkEndings(Calls.of(new ConvTranspose2d(8, 6, Window.same(3), 0, 0, 2, true), 1, 5, 7));
  }

  @Test
  void separable_pairs_areExact() {
    for (int kernel : new int[] {3, 5}) {
      for (int stride = 1; stride <= 2; stride++) {
        Window window = Window.same(kernel).withStride(stride);
        for (int out : new int[] {9, 40, 132}) {
          for (int in : new int[] {4, 20, 132}) {
            checkPair(new DepthwiseConv2d(in, 1, window, in == 20), out, List.of());
          }
          checkPair(
              new DepthwiseConv2d(20, 1, window.withDilation(2), true), out, List.of(CLIP, ADD));
          checkPair(new DepthwiseConv2d(20, 1, window, true), out, List.of(ADD, LEAKY));
        }
      }
    }
  }

  private void checkPair(DepthwiseConv2d first, int out, List<Epilogue.Stage> stages) {
    LayerCall depthwise =
        Calls.of(first, 2, 13, 9).then(new Epilogue.Activate(Activation.clip(-20, 30)));
    Shape between = depthwise.output().shape();
    PointwiseConv2d second = new PointwiseConv2d(first.channels(), out, true);
    LayerCall pointwise = Calls.of(second, between);
    for (Epilogue.Stage stage : stages) {
      pointwise = pointwise.then(stage);
    }
    Weights firstWeights = Calls.weights(first);
    Weights secondWeights = Calls.weights(second);
    List<Tensor> inputs = Reference.inputs(depthwise);
    List<Tensor> residual = Reference.inputs(pointwise).subList(1, pointwise.inputs().size());
    List<Tensor> middle = new ArrayList<>(residual);
    middle.addFirst(Reference.output(depthwise, inputs, firstWeights));
    float[] expected =
        Reference.inOrder(Reference.output(pointwise, middle, secondWeights), Layout.NHWC);
    List<float[]> data = new ArrayList<>();
    data.add(Reference.inOrder(inputs.getFirst(), Layout.NHWC));
    residual.forEach(tensor -> data.add(Reference.inOrder(tensor, Layout.NHWC)));
    for (DeviceTraits device : devices) {
      DeviceStep step =
          new ConvolutionSteps(device).fused(depthwise, firstWeights, pointwise, secondWeights);
      float[] got = runner.run(step, data, expected.length);
      assertArrayEquals(expected, got, () -> step.kernel() + " for " + first + " -> " + out);
    }
  }

  @Test
  void separable_curvedActivations_areWithinAFewUlp() {
    DepthwiseConv2d first = new DepthwiseConv2d(20, 1, Window.same(3), true);
    PointwiseConv2d second = new PointwiseConv2d(20, 40, true);
    for (Activation activation :
        List.of(Activation.SIGMOID, Activation.SILU, Activation.TANH, Activation.HARD_SWISH)) {
      LayerCall depthwise = Calls.of(first, 1, 9, 7).then(new Epilogue.Activate(activation));
      LayerCall pointwise = Calls.of(second, 1, 9, 7).then(new Epilogue.Activate(activation));
      List<Tensor> inputs = Reference.inputs(depthwise);
      for (float special : new float[] {0.3f, Float.NaN, Float.POSITIVE_INFINITY, -1e30f}) {
        inputs.getFirst().floats()[31] = special;
        Tensor middle = Reference.output(depthwise, inputs, Calls.weights(first));
        float[] expected =
            Reference.inOrder(
                Reference.output(pointwise, List.of(middle), Calls.weights(second)), Layout.NHWC);
        DeviceStep step =
            new ConvolutionSteps(Calls.TINY)
                .fused(depthwise, Calls.weights(first), pointwise, Calls.weights(second));
        List<float[]> data = List.of(Reference.inOrder(inputs.getFirst(), Layout.NHWC));
        float[] got = runner.run(step, data, expected.length);
        for (int i = 0; i < got.length; i++) {
          float size = Float.isFinite(expected[i]) ? Math.max(1, Math.abs(expected[i])) : 1;
          assertEquals(
              expected[i], got[i], 2e-5f * size, activation.kind() + ", " + special + ", " + i);
        }
      }
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void step_callsOfAllTests_reachEveryKernel(TestInfo info) {
    long tests =
        Arrays.stream(getClass().getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .count();
    assumeTrue(ran == tests - 1, info.getDisplayName() + " counts only behind all others");
    Manifest manifest = ShippedPtx.open().manifest();
    assertEquals(
        manifest.entries().keySet().stream()
            .filter(name -> modules.contains(manifest.entries().get(name).module()))
            .collect(Collectors.toCollection(TreeSet::new)),
        runner.launched());
  }
}
