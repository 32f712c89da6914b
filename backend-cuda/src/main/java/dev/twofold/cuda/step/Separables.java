package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import java.util.List;

/// A depthwise convolution fused with the pointwise one behind it.
final class Separables {

  /*
   * Fused, 8 bytes less pass through memory for every pixel and channel, and there is one launch less;
   * but each tile of 128 output channels filters anew, which costs about a third of its product (9
   * float4 of input and 9 of weights read, 36 multiply-adds, beside 512). On a card of 3 TB/s and 60
   * TFLOP/s the bytes are worth 2.7 ps and the filtering costs 0.012 ps an output channel: as much at
   * about 230 channels, two tiles. Below 64 million mult-adds the filtering is less than a microsecond,
   * which a launch costs too. These numbers are computed from data sheets, not measured yet.
   */
  private static final int FEW_COLUMNS = 256;

  private static final long FEW_MULT_ADDS = 64_000_000;

  private Separables() {}

  /// Whether two calls run as one step.
  static boolean fuses(DeviceTraits device, LayerCall depthwise, LayerCall pointwise) {
    if (!(depthwise.layer() instanceof DepthwiseConv2d first)
        || !(pointwise.layer() instanceof PointwiseConv2d second)
        || !canFilter(first)
        || depthwise.epilogue().addsResidual()) {
      return false;
    }
    Product product = product(second, depthwise);
    Tiling tiling = tiling(device, first, product);
    return !Products.isFew(product)
        && Products.refusal(product, tiling).isEmpty()
        && (product.columns() <= FEW_COLUMNS || product.multAdds() <= FEW_MULT_ADDS);
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

  /// The step for two calls that [#fuses] says yes to.
  static DeviceStep step(
      DeviceTraits device,
      LayerCall depthwise,
      Weights depthwiseWeights,
      LayerCall pointwise,
      Weights pointwiseWeights) {
    DepthwiseConv2d first = (DepthwiseConv2d) depthwise.layer();
    Product product = product((PointwiseConv2d) pointwise.layer(), depthwise);
    Tiling tiling = tiling(device, first, product);
    String name = "separable_nhwc_f32";
    StepBuilder step = new StepBuilder(name + Windows.suffix(first.window()) + tiling.suffix());
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
            "%s_%dx%d".formatted(name, kernel, kernel),
            List.of(new Operand.Input(0), taps, between.bias(), packed),
            geometry.finish(between.finish()).list()),
        product,
        tiling,
        ending);
    return step.build();
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
