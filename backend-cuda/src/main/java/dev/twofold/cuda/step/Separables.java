package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.cuda.plan.StepParts;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.Optional;

/// A depthwise convolution fused with the pointwise one behind it.
final class Separables {

  /*
   * Fused, 8 bytes less pass through memory for every pixel and channel, and there is one launch less;
   * but each tile of 128 output channels filters anew, which costs about a third of its product (9
   * float4 of input and 9 of weights read, 36 multiply-adds, beside 512). On a card of 3 TB/s and 60
   * TFLOP/s the bytes are worth 2.7 ps and the filtering costs 0.012 ps an output channel: as much at
   * about 230 channels, two tiles. Below 64 million mult-adds the filtering is less than a microsecond,
   * which a launch costs too. These numbers are computed from data sheets, not measured yet.
   * With TF32 the rule is the same: filtering and bytes cost what they did.
   */
  private static final int FEW_COLUMNS = 256;

  private static final long FEW_MULT_ADDS = 64_000_000;

  private Separables() {}

  /// The kernel for two calls, or why they are better off as two steps.
  static Support choose(DeviceTraits device, LayerCall depthwise, LayerCall pointwise) {
    if (!(depthwise.layer() instanceof DepthwiseConv2d first)
        || !(pointwise.layer() instanceof PointwiseConv2d second)
        || depthwise.epilogue().addsResidual()) {
      return Support.no("only a depthwise convolution and the pointwise one behind it are fused");
    }
    if (!canFilter(first)) {
      return Support.no("windows are to be 3x3 or 5x5, channels multiples of 4");
    }
    Product product = product(second, depthwise);
    Tiling tiling = tiling(device, first, product);
    Optional<String> refusal = Products.refusal(product, tiling);
    if (refusal.isPresent()) {
      return Support.no(refusal.get());
    }
    boolean faster =
        !Products.isFew(product)
            && (product.columns() <= FEW_COLUMNS || product.multAdds() <= FEW_MULT_ADDS);
    return faster
        ? Support.yes(name(device, first, tiling), Layout.NHWC)
        : Support.no("two steps are faster");
  }

  private static String name(DeviceTraits device, DepthwiseConv2d layer, Tiling tiling) {
    return entry(device) + Windows.suffix(layer.window()) + tiling.suffix();
  }

  private static String entry(DeviceTraits device) {
    return "separable_nhwc_" + device.precision().type();
  }

  private static boolean canFilter(DepthwiseConv2d layer) {
    Window window = layer.window();
    return layer.multiplier() == 1
        && layer.channels() % 4 == 0
        && (window.kernelH() == 3 || window.kernelH() == 5)
        && window.kernelW() == window.kernelH();
  }

  private static Product product(PointwiseConv2d layer, LayerCall depthwise) {
    Shape out = depthwise.output().shape();
    int rows = Math.toIntExact(out.elements() / layer.inChannels());
    return new Product(rows, layer.outChannels(), layer.inChannels(), 1);
  }

  private static Tiling tiling(DeviceTraits device, DepthwiseConv2d layer, Product product) {
    return Tiling.separable(product, layer.window().kernelH(), device.multiprocessors());
  }

  /// The step for two calls that [#choose] says yes to.
  static DeviceStep step(
      DeviceTraits device,
      LayerCall depthwise,
      Weights depthwiseWeights,
      LayerCall pointwise,
      Weights pointwiseWeights) {
    DepthwiseConv2d first = (DepthwiseConv2d) depthwise.layer();
    Product product = product((PointwiseConv2d) pointwise.layer(), depthwise);
    Tiling tiling = tiling(device, first, product);
    StepParts step = new StepParts();
    Ending between = Ending.of(depthwise, depthwiseWeights, step);
    Operand taps = step.constant(Depthwises.taps(first, depthwiseWeights));
    Operand packed = step.constant(Products.packed(product, tiling, pointwiseWeights));
    Ending ending = Ending.of(pointwise, pointwiseWeights, 1, step);
    int kernel = first.window().kernelH();
    Operands geometry = Operands.of();
    geometry(geometry, first.window(), depthwise);
    Products.launch(
        step,
        new Products.Operation(
            "%s_%dx%d".formatted(entry(device), kernel, kernel),
            List.of(new Operand.Input(0), taps, between.bias(), packed),
            geometry.and(between.finish().operands()).list()),
        product,
        tiling,
        ending);
    return step.step(name(device, first, tiling));
  }

  /// The structure `Depthwise`.
  private static void geometry(Operands operands, Window window, LayerCall call) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    operands
        .ints(in.h(), in.w(), in.c(), out.h(), out.w())
        .ints(window.strideH(), window.strideW(), window.padTop(), window.padLeft())
        .ints(window.dilationH(), window.dilationW());
  }
}
