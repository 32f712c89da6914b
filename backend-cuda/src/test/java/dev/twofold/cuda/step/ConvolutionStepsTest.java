package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Grid;
import dev.twofold.cuda.plan.Launch;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Precision;
import dev.twofold.graph.Activation;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Window;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionStepsTest {

  private final ConvolutionSteps steps = new ConvolutionSteps(Calls.LARGE);

  private String kernel(Layer layer, Shape input) {
    return switch (steps.supports(Calls.of(layer, input))) {
      case Support.Yes yes -> yes.kernel();
      case Support.No no -> no.reason();
    };
  }

  @Test
  void supports_depthwise_namesWindowAndVariant() {
    Window window = Window.same(3);
    assertEquals("depthwise_nhwc_f32_3x3_s1", depthwise(8, 1, window));
    assertEquals("depthwise_nhwc_f32_3x3_s2", depthwise(8, 1, window.withStride(2)));
    assertEquals("depthwise_nhwc_f32_5x5_s2", depthwise(8, 1, Window.same(5).withStride(2)));
    assertEquals("depthwise_nhwc_f32_3x3_s1_general_1", depthwise(9, 1, window));
    assertEquals("depthwise_nhwc_f32_3x3_s1_general_1", depthwise(8, 2, window));
    assertEquals("depthwise_nhwc_f32_3x3_s3_general_4", depthwise(8, 1, window.withStride(3)));
    assertEquals(
        "depthwise_nhwc_f32_3x3_s1_d2x2_general_4", depthwise(8, 1, window.withDilation(2)));
    assertEquals("depthwise_nhwc_f32_7x7_s1_general_4", depthwise(8, 1, Window.same(7)));
    assertEquals("depthwise_nhwc_f32_3x3_s1x2_general_4", depthwise(8, 1, window.withStride(1, 2)));
  }

  private String depthwise(int channels, int multiplier, Window window) {
    return kernel(
        new DepthwiseConv2d(channels, multiplier, window, true), Shape.nchw(1, channels, 14, 14));
  }

  @Test
  void supports_images_haveAKernelToThemselves() {
    Window window = Window.same(3).withStride(2);
    assertEquals("stem_nhwc_f32_3x3_s2_128x32", regular(3, 1, window));
    assertEquals("stem_nhwc_f32_7x7_s2_128x32", regular(1, 1, Window.same(7).withStride(2)));
    assertEquals(
        "stem_nhwc_f32_3x3_s1_d2x1_128x32", regular(3, 1, Window.of(3).withDilation(2, 1)));
    // Not so with more channels, groups, dilated columns, or more than fits shared memory.
    assertEquals("conv_nhwc_f32_3x3_s2_64x64", regular(4, 1, window));
    assertEquals("conv_nhwc_f32_3x3_s2_g3_32x32", regular(3, 3, window));
    assertEquals("conv_nhwc_f32_3x3_s1_d1x2_64x64", regular(3, 1, Window.of(3).withDilation(1, 2)));
    assertEquals("conv_nhwc_f32_11x11_s4_64x64_split5", regular(3, 1, Window.of(11).withStride(4)));
  }

  private String regular(int channels, int groups, Window window) {
    return kernel(
        new Conv2d(channels, 48, window, groups, true), Shape.nchw(1, channels, 112, 112));
  }

  @Test
  void step_stem_copiesWeightsAndInputsToSharedMemory() {
    Conv2d layer = new Conv2d(3, 48, Window.same(3).withStride(2), 1, true);
    Launch launch =
        steps.step(Calls.of(layer, 2, 224, 200), Calls.weights(layer)).launches().getFirst();
    assertEquals("stem_nhwc_f32_128x32", launch.kernel());
    assertEquals(Grid.of(2 * 14 * 7, 2), launch.grid());
    // 27 depths of 32 channels; 17 rows of 99 floats and one more, which keeps them in different
    // banks.
    assertEquals((27 * 32 + 17 * 100) * 4, launch.sharedBytes());
  }

  @Test
  void supports_linear_isRowMajorAndAllOthersNhwc() {
    LayerCall linear = Calls.of(new Linear(7, 9, true), Shape.of(2, 3, 4, 7));
    assertEquals(
        new Support.Yes("pointwise_nhwc_f32_32x32", Layout.NCHW, Layout.NCHW),
        steps.supports(linear));
    LayerCall pointwise = Calls.of(new PointwiseConv2d(7, 9, true), 1, 2, 2);
    assertEquals(
        new Support.Yes("linear_f32_rows4", Layout.NHWC, Layout.NHWC), steps.supports(pointwise));
  }

  @Test
  void supports_moreGroupsThanAGridHas_saysWhyNot() {
    Conv2d layer = new Conv2d(131_072, 65_536, Window.same(3), 65_536, false);
    LayerCall call = Calls.of(layer, 1, 2, 2);
    assertEquals(Support.no("65536 groups are more than 65535"), steps.supports(call));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> steps.step(call, Calls.weights(layer)));
    assertEquals("node 'layer': 65536 groups are more than 65535", e.getMessage());
  }

  @Test
  void supports_moreWeightsThanAnArrayHolds_saysWhyNot() {
    assertEquals(
        "2415919104 packed weights are more than an array holds",
        kernel(new PointwiseConv2d(75_497_472, 32, false), Shape.nchw(1, 75_497_472, 3, 3)));
  }

  @Test
  void step_splitProduct_addsItsPartsUpWithTheEpilogue() {
    PointwiseConv2d layer = new PointwiseConv2d(512, 512, true);
    LayerCall call =
        Calls.of(layer, 1, 14, 14)
            .then(new Epilogue.AddResidual())
            .then(new Epilogue.Activate(Activation.RELU));
    DeviceStep step = steps.step(call, Calls.weights(layer));
    assertEquals("pointwise_nhwc_f32_64x64_split8", step.kernel());
    assertEquals(8L * 196 * 512 * 4, step.scratchBytes());
    Launch parts = step.launches().get(0);
    Launch sum = step.launches().get(1);
    assertEquals(new Grid(4, 8, 8), parts.grid());
    assertEquals(List.of(new Operand.Null(), new Operand.Null()), parts.operands().subList(2, 4));
    assertEquals(new Operand.Scratch(0), parts.operands().get(4));
    assertEquals("split_sum_f32", sum.kernel());
    assertEquals(Grid.of(392), sum.grid());
    assertEquals(
        List.of(
            new Operand.Scratch(0),
            new Operand.Const(1),
            new Operand.Input(1),
            new Operand.Output(0),
            new Operand.Int32(196 * 512),
            new Operand.Int32(512),
            new Operand.Int32(8),
            new Operand.Int32(0),
            new Operand.Float32(0),
            new Operand.Float32(Float.POSITIVE_INFINITY),
            new Operand.Int32(1)),
        sum.operands());
  }

  @Test
  void step_depthwiseStrips_coverEveryOutputOnce() {
    for (int stride = 1; stride <= 2; stride++) {
      for (int channels : new int[] {4, 32, 36, 516}) {
        for (int size : new int[] {1, 5, 7, 14, 30}) {
          Window window = Window.same(3).withStride(stride);
          DepthwiseConv2d layer = Convolution.depthwise(channels, window);
          Launch launch =
              steps
                  .step(Calls.of(layer, 2, size, size), Calls.weights(layer))
                  .launches()
                  .getFirst();
          int out = (size - 1) / stride + 1;
          Block block = launch.block();
          int across = Math.ceilDiv(out, 4 * block.y());
          int down = Math.ceilDiv(out, (3 - stride) * block.z());
          assertEquals(2 * across * down, launch.grid().x());
          assertEquals(Math.ceilDiv(channels, 4 * block.x()), launch.grid().y());
          assertTrue(block.threads() <= 128, block.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // batch, size, in, out, kernel, fused: MobileNetV1 at batch 32 and at batch 1
    "32, 112,   32,   64, 3, true",
    "32,  28,  256,  256, 3, true",
    "32,  14,  512,  512, 3, false",
    "32,   7, 1024, 1024, 3, false",
    " 1,  14,  512,  512, 3, true",
    " 1,   7, 1024, 1024, 3, true",
    // other kernels and channels, a single pixel
    " 1,  14,   40,   40, 5, true",
    " 1,  14,   40,   40, 7, false",
    " 1,  14,   42,   40, 3, false",
    " 1,   1,   40,   40, 3, false",
  })
  void fuses_pairs_whereFilteringAnewCostsLessThanItSaves(
      int batch, int size, int in, int out, int kernel, boolean fused) {
    LayerCall first = Calls.of(Convolution.depthwise(in, Window.same(kernel)), batch, size, size);
    LayerCall second = Calls.of(Convolution.pointwise(in, out), batch, size, size);
    assertEquals(fused, steps.fuses(first, second) instanceof Support.Yes);
  }

  @Test
  void fuses_multiplierOrResidualBetween_isSeparate() {
    Window window = Window.same(3);
    LayerCall plain = Calls.of(Convolution.depthwise(8, window), 1, 7, 7);
    LayerCall doubled = Calls.of(new DepthwiseConv2d(4, 2, window, true), 1, 7, 7);
    LayerCall pointwise = Calls.of(Convolution.pointwise(8, 8), 1, 7, 7);
    Support noPair =
        Support.no("only a depthwise convolution and the pointwise one behind it are fused");
    assertEquals(
        Support.yes("separable_nhwc_f32_3x3_s1_64x32", Layout.NHWC), steps.fuses(plain, pointwise));
    assertEquals(
        Support.no("windows are to be 3x3 or 5x5, channels multiples of 4"),
        steps.fuses(doubled, pointwise));
    assertEquals(noPair, steps.fuses(plain.then(new Epilogue.AddResidual()), pointwise));
    assertEquals(noPair, steps.fuses(pointwise, pointwise));
    assertEquals(noPair, steps.fuses(plain, plain));
  }

  @Test
  void supports_tf32_isForTilesOfPointwiseAndLinearLayersAlone() {
    ConvolutionSteps rounding = new ConvolutionSteps(new DeviceTraits(132, Precision.TF32));
    assertEquals("pointwise_nhwc_tf32_64x64_split8", kernel(rounding, pointwise(512, 14)));
    assertEquals("pointwise_nhwc_tf32_32x32", kernel(rounding, pointwise(7, 3)));
    assertEquals("linear_f32_rows4", kernel(rounding, pointwise(512, 2)));
    LayerCall linear = Calls.of(new Linear(64, 10, true), Shape.of(9, 64));
    assertEquals("pointwise_nhwc_tf32_32x32", kernel(rounding, linear));
    Window window = Window.same(3);
    for (Convolution layer :
        List.of(
            new Conv2d(8, 8, window, 1, true),
            new DepthwiseConv2d(8, 1, window, true),
            new ConvTranspose2d(8, 8, window, 0, 0, 1, true))) {
      LayerCall call = Calls.of(layer, 1, 14, 14);
      assertEquals(kernel(steps, call), kernel(rounding, call));
    }
  }

  private static String kernel(ConvolutionSteps steps, LayerCall call) {
    return ((Support.Yes) steps.supports(call)).kernel();
  }

  private static LayerCall pointwise(int channels, int size) {
    return Calls.of(new PointwiseConv2d(channels, channels, true), 1, size, size);
  }

  @Test
  void fuses_tf32_namesTheRoundingKernel() {
    ConvolutionSteps rounding = new ConvolutionSteps(new DeviceTraits(132, Precision.TF32));
    LayerCall depthwise = Calls.of(Convolution.depthwise(64, Window.same(3)), 128, 14, 14);
    LayerCall pointwise = Calls.of(Convolution.pointwise(64, 128), 128, 14, 14);
    assertEquals(
        Support.yes("separable_nhwc_tf32_3x3_s1_64x128", Layout.NHWC),
        rounding.fuses(depthwise, pointwise));
    DeviceStep step =
        rounding.fused(
            depthwise,
            Calls.weights(depthwise.layer()),
            pointwise,
            Calls.weights(pointwise.layer()));
    assertEquals("separable_nhwc_tf32_3x3_s1_64x128", step.kernel());
    assertEquals("separable_nhwc_tf32_3x3_64x128", step.launches().getFirst().kernel());
  }

  @Test
  void fused_pair_readsInputAndResidual() {
    DepthwiseConv2d first = Convolution.depthwise(8, Window.same(3).withStride(2));
    PointwiseConv2d second = new PointwiseConv2d(8, 16, true);
    LayerCall depthwise = Calls.of(first, 1, 28, 28);
    LayerCall pointwise = Calls.of(second, 1, 14, 14).then(new Epilogue.AddResidual());
    DeviceStep step =
        steps.fused(depthwise, Calls.weights(first), pointwise, Calls.weights(second));
    assertEquals("separable_nhwc_f32_3x3_s2_64x32", step.kernel());
    Launch launch = step.launches().getFirst();
    assertEquals("separable_nhwc_f32_3x3_64x32", launch.kernel());
    assertEquals(
        List.of(
            new Operand.Input(0),
            new Operand.Const(0),
            new Operand.Null(),
            new Operand.Const(1),
            new Operand.Const(2),
            new Operand.Input(1),
            new Operand.Output(0)),
        launch.operands().subList(0, 7));
  }
}
