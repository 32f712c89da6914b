package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.Grid;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.cuda.plan.StepParts;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;

/// Depthwise convolutions.
final class Depthwises {

  /*
   * A block of the strip kernels is at most 128 threads: 8 float4 of channels, 4 strips along a row, and
   * as many rows of strips as are left, 4. It covers 16 x 8 outputs at stride 1, whose inputs, 18 x 10
   * at 3x3, are 1.4 times as many; where there are fewer channels or strips, others take their place.
   */
  private static final int THREADS = 128;

  private static final int QUADS = 8;
  private static final int STRIPS = 4;
  private static final int STRIP_COLUMNS = 4;
  private static final int MOST_DOWN = 64;
  private static final int POINT_THREADS = 256;
  private static final String NAME = "depthwise_nhwc_f32";

  private Depthwises() {}

  static Choice choose(DepthwiseConv2d layer, LayerCall call) {
    if (hasStrips(layer)) {
      String kernel = NAME + Windows.suffix(layer.window());
      return Recipe.of(kernel, Layout.NHWC, (name, weights) -> strips(name, layer, call, weights));
    }
    int channels = layer.multiplier() == 1 && layer.channels() % 4 == 0 ? 4 : 1;
    String entry = NAME + "_general_" + channels;
    return Recipe.of(
        NAME + Windows.suffix(layer.window()) + "_general_" + channels,
        Layout.NHWC,
        (name, weights) -> points(name, entry, channels, layer, call, weights));
  }

  private static boolean hasStrips(DepthwiseConv2d layer) {
    Window window = layer.window();
    return layer.multiplier() == 1
        && layer.channels() % 4 == 0
        && (window.kernelH() == 3 || window.kernelH() == 5)
        && window.kernelW() == window.kernelH()
        && window.strideH() <= 2
        && window.strideW() == window.strideH()
        && window.dilationH() == 1
        && window.dilationW() == 1;
  }

  private static DeviceStep strips(
      String kernel, DepthwiseConv2d layer, LayerCall call, Weights weights) {
    Shape out = call.output().shape();
    int quads = layer.channels() / 4;
    int rows = layer.window().strideH() == 1 ? 2 : 1;
    int across = Math.ceilDiv(out.w(), STRIP_COLUMNS);
    int down = Math.ceilDiv(out.h(), rows);
    int x = Math.min(QUADS, quads);
    int y = Math.min(STRIPS, across);
    int z = Math.min(Math.min(MOST_DOWN, THREADS / (x * y)), down);
    Grid grid =
        Grid.of(
            Math.multiplyExact(out.n(), Math.ceilDiv(across, y) * Math.ceilDiv(down, z)),
            Math.ceilDiv(quads, x));
    return step(kernel, kernel, grid, new Block(x, y, z), layer, call, weights);
  }

  private static DeviceStep points(
      String kernel,
      String entry,
      int channels,
      DepthwiseConv2d layer,
      LayerCall call,
      Weights weights) {
    long threads = call.output().shape().elements() / channels;
    Grid grid = Grid.of(Math.toIntExact(Math.ceilDiv(threads, POINT_THREADS)));
    return step(kernel, entry, grid, Block.of(POINT_THREADS), layer, call, weights);
  }

  private static DeviceStep step(
      String kernel,
      String entry,
      Grid grid,
      Block block,
      DepthwiseConv2d layer,
      LayerCall call,
      Weights weights) {
    StepParts step = new StepParts();
    Operand taps = step.constant(taps(layer, weights));
    Ending ending = Ending.of(call, weights, step);
    Operands operands =
        Operands.of(
            new Operand.Input(0), taps, ending.bias(), ending.residual(), new Operand.Output(0));
    geometry(operands, layer, call);
    step.launch(entry, grid, block, operands.and(ending.finish().operands()));
    return step.step(kernel);
  }

  /// The weights, a channel beside the other.
  static float[] taps(DepthwiseConv2d layer, Weights weights) {
    return Packing.taps(weights.get("weight").floats(), layer.outChannels());
  }

  /// The structure `Filter`.
  private static void geometry(Operands operands, DepthwiseConv2d layer, LayerCall call) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    Window window = layer.window();
    operands
        .ints(in.n(), in.h(), in.w(), in.c(), out.h(), out.w())
        .ints(layer.multiplier(), window.kernelH(), window.kernelW())
        .ints(window.strideH(), window.strideW(), window.padTop(), window.padLeft())
        .ints(window.dilationH(), window.dilationW());
  }
}
