package dev.twofold.cpu;

import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.DepthwiseWeights;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.PackedWeights;
import dev.twofold.cpu.kernel.Pointwise;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;

/// A depthwise convolution and the pointwise one that reads it, band of rows by band of rows.
final class SeparableKernel {

  /*
   *     input              band (scratch, a quarter of the second cache)     output
   *     ┌──────────┐       ┌──────────┐                                      ┌──────────┐
   *     │ rows + 2 │ ───>  │   rows   │  ─────────────────────────────────>  │   rows   │
   *     └──────────┘  3x3  └──────────┘                 1x1                  └──────────┘
   *
   * Both halves are the kernels that also run alone; what they compute is the same to the bit.
   */

  /// The elements of a band: as many as a block of pixels of [Pointwise] has.
  static final int BAND_ELEMENTS = 65536;

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final DepthwiseWeights weights;
  private final Finish between;
  private final Finish afterClip;
  private final Pointwise pointwise;
  private final Finish finish;
  private final int bandRows;
  private final Apart apart;

  private SeparableKernel(
      Kernels kernels,
      ConvGeometry geometry,
      DepthwiseWeights weights,
      Finish between,
      Pointwise pointwise,
      Finish finish) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.weights = weights;
    this.between = between;
    this.afterClip = between.afterClip();
    this.pointwise = pointwise;
    this.finish = finish;
    this.bandRows = Math.max(1, BAND_ELEMENTS / rowElements(geometry));
    this.apart = new Apart(geometry);
  }

  private static int rowElements(ConvGeometry geometry) {
    return geometry.ow() * geometry.oc();
  }

  /// The name of the kernel for two calls.
  static String name(Machine machine, LayerCall depthwise, LayerCall pointwise) {
    String first = depthwiseRecipe(machine, depthwise).kernel();
    PointwiseConv2d layer = (PointwiseConv2d) pointwise.layer();
    return first.replaceFirst("depthwise_", "separable_")
        + "_"
        + machine.kernels().gemm().tile(layer.inChannels(), layer.outChannels());
  }

  private static Recipe depthwiseRecipe(Machine machine, LayerCall call) {
    return Convolutions.depthwise(machine, (DepthwiseConv2d) call.layer(), call);
  }

  /// Packs the weights of both.
  static Kernel of(
      Machine machine,
      LayerCall depthwise,
      Weights depthwiseWeights,
      LayerCall pointwise,
      Weights pointwiseWeights) {
    DepthwiseConv2d first = (DepthwiseConv2d) depthwise.layer();
    PointwiseConv2d second = (PointwiseConv2d) pointwise.layer();
    ConvGeometry geometry = Convolutions.geometry(first.window(), first.channels(), depthwise);
    PackedWeights packed =
        Convolutions.packed(machine, second.inChannels(), second.outChannels(), pointwiseWeights);
    DepthwiseWeights taps = Convolutions.packed(geometry, depthwiseWeights);
    Finish between = Finishes.of(depthwise.epilogue());
    Finish finish = Finishes.of(pointwise.epilogue());
    machine.warmUp().depthwise(geometry);
    machine.warmUp().finish(between.afterClip());
    machine.warmUp().tiles(second.inChannels(), second.outChannels(), geometry.pixels());
    machine.warmUp().finish(finish.afterClip());
    Pointwise product = new Pointwise(machine.kernels(), packed, finish);
    SeparableKernel kernel =
        new SeparableKernel(machine.kernels(), geometry, taps, between, product, finish);
    long perPixel =
        2L * geometry.oc() * geometry.kh() * geometry.kw()
            + (long) second.inChannels() * second.outChannels();
    return machine
        .split(geometry.rows(), geometry.pixels() * perPixel, kernel::compute)
        .withScratch(kernel.bandElements() + product.workspaceElements())
        .withWeights(taps.bytes() + packed.bytes());
  }

  private int bandElements() {
    return Math.min(bandRows, geometry.rows()) * rowElements(geometry) + Apart.MOST;
  }

  private void compute(Arguments arguments, int from, int to, int scratch) {
    for (int row = from; row < to; row += bandRows) {
      band(arguments, row, Math.min(to, row + bandRows), scratch);
    }
  }

  private void band(Arguments arguments, int from, int to, int scratch) {
    TensorView in = arguments.input(0);
    TensorView out = arguments.output(0);
    TensorView residual = Machine.residual(finish, arguments);
    float[] band = arguments.workspace();
    int row = rowElements(geometry);
    int first = (from % geometry.oh() * geometry.strideH() - geometry.padTop()) * geometry.iw();
    int start = scratch + apart.skip(in.offset() + first * geometry.ic() - scratch);
    // Where the band would begin if it were the whole image.
    int image = start - from * row;
    kernels
        .depthwise()
        .rows(
            geometry,
            weights,
            between.lo(),
            between.hi(),
            in.floats(),
            in.offset(),
            band,
            image,
            from,
            to);
    if (!afterClip.isNone()) {
      kernels.rows().finish(afterClip, band, start, band, start, (to - from) * row);
    }
    pointwise.run(
        band,
        image,
        residual.floats(),
        residual.offset(),
        out.floats(),
        out.offset(),
        from * geometry.ow(),
        to * geometry.ow(),
        0,
        pointwise.panels(),
        band,
        scratch + bandElements());
  }
}
