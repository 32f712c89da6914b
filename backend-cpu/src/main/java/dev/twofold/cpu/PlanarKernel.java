package dev.twofold.cpu;

import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.PlanarDepthwise;
import dev.twofold.cpu.kernel.PlanarPointwise;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Chain;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import java.util.function.Function;

/// A depthwise convolution, perhaps with the pointwise one that reads it, on `NCHW` images.
final class PlanarKernel {

  /*
   *     plane of one channel          packed rows of pixels           output planes
   *     ┌──────────┐                  ┌────────────────────┐          ┌──────────┐
   *     │ rows + 2 │ ───>  rows ───>  │ channels x pixels  │ ──────>  │   rows   │
   *     └──────────┘  3x3       copy  └────────────────────┘   1x1    └──────────┘
   *
   * A band's packed pixels fill a quarter of the second cache, as in SeparableKernel.
   */

  /// Of the longest vectors.
  private static final int LANES = 16;

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final PlanarDepthwise depthwise;
  private final Finish afterClip;
  private final PlanarPointwise pointwise;
  private final Finish finish;
  private final int outputs;
  private final int bandRows;

  private PlanarKernel(
      Kernels kernels,
      ConvGeometry geometry,
      PlanarDepthwise depthwise,
      Finish between,
      PlanarPointwise pointwise,
      Finish finish,
      int outputs) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.depthwise = depthwise;
    this.afterClip = between.afterClip();
    this.pointwise = pointwise;
    this.finish = finish;
    this.outputs = outputs;
    this.bandRows = bandRows(geometry);
  }

  /// Multiples of 8 rows, so that bands of usual maps are whole panels of pixels.
  private static int bandRows(ConvGeometry geometry) {
    int some = SeparableKernel.BAND_ELEMENTS / (geometry.oc() * geometry.ow());
    return Math.clamp(some < 8 ? some : some / 8 * 8, 1, geometry.oh());
  }

  /// Whether there is such a kernel for a depthwise convolution.
  static boolean takes(LayerCall depthwise) {
    return PlanarDepthwise.takes(geometry(depthwise));
  }

  /// Whether the pointwise convolution behind it can be taken along: rows are a vector or longer, and
  /// few of the lanes of a plane's vectors of pixels are lost.
  static boolean takesBoth(LayerCall depthwise) {
    ConvGeometry geometry = geometry(depthwise);
    int pixels = geometry.oh() * geometry.ow();
    int padded = (pixels + LANES - 1) / LANES * LANES;
    return takes(depthwise) && geometry.ow() >= LANES && padded - pixels <= pixels / 32;
  }

  private static ConvGeometry geometry(LayerCall depthwise) {
    DepthwiseConv2d layer = (DepthwiseConv2d) depthwise.layer();
    return Convolutions.geometry(layer.window(), layer.channels(), depthwise);
  }

  /// The name of the kernel of a depthwise convolution alone.
  static String name(LayerCall depthwise) {
    return "depthwise_nchw_f32_" + PlanarDepthwise.loop(geometry(depthwise));
  }

  /// The name of the kernel of both.
  static String name(Machine machine, LayerCall depthwise) {
    ConvGeometry geometry = geometry(depthwise);
    int pixels = bandRows(geometry) * geometry.ow();
    return "separable_nchw_f32_%s_%s"
        .formatted(
            PlanarDepthwise.loop(geometry), machine.kernels().gemm().tile(geometry.oc(), pixels));
  }

  private static PlanarDepthwise depthwise(
      Machine machine, ConvGeometry geometry, Weights weights, Finish finish) {
    machine.warmUp().planes(geometry);
    machine.warmUp().finish(finish.afterClip());
    float[] weight = weights.get("weight").floats();
    float[] bias = Convolutions.bias(weights, geometry.oc());
    return new PlanarDepthwise(machine.kernels(), geometry, weight, bias, finish);
  }

  /// A depthwise convolution alone.
  static Kernel of(Machine machine, LayerCall call, Weights weights) {
    ConvGeometry geometry = geometry(call);
    Finish finish = Finishes.of(call.epilogue());
    PlanarDepthwise depthwise = depthwise(machine, geometry, weights, finish);
    int plane = geometry.oh() * geometry.ow();
    int planes = geometry.n() * geometry.oc();
    SplitKernel.Body body =
        (arguments, from, to, scratch) -> {
          TensorView in = arguments.input(0);
          TensorView out = arguments.output(0);
          depthwise.runPlanes(
              from,
              to,
              in.floats(),
              in.offset(),
              out.floats(),
              out.offset(),
              arguments.workspace(),
              scratch);
        };
    return machine
        .finished(planes, 2L * plane * planes * 9, plane, finish.afterClip(), body)
        .withScratch(depthwise.workspaceElements())
        .withWeights(depthwise.weightBytes());
  }

  /// Both.
  static Kernel of(Machine machine, Chain first, Chain second, Function<Chain, Weights> weightsOf) {
    ConvGeometry geometry = geometry(first.call());
    PointwiseConv2d layer = (PointwiseConv2d) second.call().layer();
    Finish between = Finishes.of(first.call().epilogue());
    Finish finish = Finishes.of(second.call().epilogue());
    PlanarDepthwise depthwise = depthwise(machine, geometry, weightsOf.apply(first), between);
    int outputs = layer.outChannels();
    int bandRows = bandRows(geometry);
    Weights weights = weightsOf.apply(second);
    machine.warmUp().tiles(geometry.oc(), bandRows * geometry.ow(), outputs);
    machine.warmUp().finish(finish.afterClip());
    PlanarPointwise pointwise =
        new PlanarPointwise(
            machine.kernels(),
            outputs,
            layer.inChannels(),
            weights.get("weight").floats(),
            Convolutions.bias(weights, outputs),
            geometry.ow(),
            bandRows,
            geometry.oh() * geometry.ow(),
            finish);
    PlanarKernel kernel =
        new PlanarKernel(
            machine.kernels(), geometry, depthwise, between, pointwise, finish, outputs);
    long perPixel = 2L * geometry.oc() * 9 + (long) layer.inChannels() * outputs;
    return machine
        .split(geometry.rows(), geometry.pixels() * perPixel, kernel::compute)
        .withScratch(kernel.workspaceElements())
        .withWeights(depthwise.weightBytes() + pointwise.weightBytes());
  }

  private int bandElements() {
    return bandRows * geometry.ow() + depthwise.slack();
  }

  private int workspaceElements() {
    return depthwise.workspaceElements()
        + bandElements()
        + pointwise.packedElements(bandRows)
        + pointwise.workspaceElements();
  }

  private void compute(Arguments arguments, int from, int to, int scratch) {
    int oh = geometry.oh();
    int end;
    for (int row = from; row < to; row = end) {
      end = Math.min(Math.min(to, row + bandRows), row / oh * oh + oh);
      band(arguments, row / oh, row % oh, row % oh + end - row, scratch);
    }
  }

  /// Rows of one image.
  private void band(Arguments arguments, int image, int from, int to, int scratch) {
    TensorView in = arguments.input(0);
    TensorView out = arguments.output(0);
    TensorView residual = Machine.residual(finish, arguments);
    float[] workspace = arguments.workspace();
    int pixels = scratch + depthwise.workspaceElements();
    int packed = pixels + bandElements();
    int rest = packed + pointwise.packedElements(bandRows);
    int rows = to - from;
    int plane = geometry.ih() * geometry.iw();
    pointwise.packOnes(rows, workspace, packed);
    for (int c = 0; c < geometry.ic(); c++) {
      int i0 = in.offset() + (image * geometry.ic() + c) * plane;
      depthwise.run(c, in.floats(), i0, workspace, pixels, from, to, workspace, scratch);
      if (!afterClip.isNone()) {
        int n = rows * geometry.ow();
        kernels.rows().finish(afterClip, workspace, pixels, workspace, pixels, n);
      }
      pointwise.pack(c, workspace, pixels, rows, workspace, packed);
    }
    int at = (image * outputs * geometry.oh() + from) * geometry.ow();
    pointwise.run(
        workspace,
        packed,
        residual.floats(),
        residual.offset() + at,
        out.floats(),
        out.offset() + at,
        rows,
        workspace,
        rest);
  }
}
