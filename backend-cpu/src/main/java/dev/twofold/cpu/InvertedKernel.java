package dev.twofold.cpu;

import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.DepthwiseWeights;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.Pointwise;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Chain;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.TensorView;
import java.util.function.Function;

/// An inverted residual: the pointwise convolution that expands, the depthwise one and the pointwise
/// one that projects, band of rows by band of rows.
final class InvertedKernel {

  /*
   *     input            expanded (scratch)      between (scratch)        output
   *     ┌──────────┐      ┌──────────┐
   *     │          │      │ kept     │ K - S rows of the band before
   *     │          │ 1x1  ├──────────┤   3x3     ┌──────────┐   1x1   ┌──────────┐
   *     │ new rows │ ───> │ new      │  ──────>  │   rows   │  ─────> │   rows   │
   *     └──────────┘      └──────────┘           └──────────┘         └──────────┘
   *
   * What is widest, the expanded tensor, is never whole: the rows that the next band needs again move
   * to the front of its scratch memory (a copy of two rows, next to nothing beside computing them), and
   * both scratch parts together fill half of the second cache. Only where a thread's part of the rows
   * begins are K - S expanded rows computed twice.
   *
   * All three are the kernels that also run alone; what they compute is the same to the bit.
   */

  /// The elements of both scratch parts.
  static final int SCRATCH_ELEMENTS = 131_072;

  private final Kernels kernels;
  private final Pointwise expand;
  private final ConvGeometry geometry;
  private final DepthwiseWeights taps;
  private final Finish between;
  private final Finish afterClip;
  private final Pointwise project;
  private final Finish finish;
  private final int bandRows;
  private final int wideElements;

  private InvertedKernel(
      Kernels kernels,
      Pointwise expand,
      ConvGeometry geometry,
      DepthwiseWeights taps,
      Finish between,
      Pointwise project,
      Finish finish) {
    this.kernels = kernels;
    this.expand = expand;
    this.geometry = geometry;
    this.taps = taps;
    this.between = between;
    this.afterClip = between.afterClip();
    this.project = project;
    this.finish = finish;
    int perRow = geometry.strideH() * wideRow() + narrowRow();
    int first = Math.max(0, reach() - geometry.strideH()) * wideRow();
    this.bandRows = Math.clamp((SCRATCH_ELEMENTS - first) / perRow, 1, geometry.oh());
    int rows = Math.min((bandRows - 1) * geometry.strideH() + reach(), geometry.ih());
    this.wideElements = rows * wideRow() + new Apart(geometry).skip(-rows * wideRow());
  }

  /// The name of the kernel, after its depthwise convolution and the projecting tile.
  static String name(Machine machine, Chain depthwise, Chain project) {
    return SeparableKernel.name(machine, depthwise.call(), project.call())
        .replaceFirst("separable_", "inverted_");
  }

  /// Packs the weights of all three.
  static Kernel of(
      Machine machine,
      Chain expand,
      Chain depthwise,
      Chain project,
      Function<Chain, Weights> weights) {
    DepthwiseConv2d layer = (DepthwiseConv2d) depthwise.call().layer();
    ConvGeometry geometry =
        Convolutions.geometry(layer.window(), layer.channels(), depthwise.call());
    DepthwiseWeights taps = Convolutions.packed(geometry, weights.apply(depthwise));
    Finish between = Finishes.of(depthwise.call().epilogue());
    machine.warmUp().depthwise(geometry);
    machine.warmUp().finish(between.afterClip());
    InvertedKernel kernel =
        new InvertedKernel(
            machine.kernels(),
            pointwise(machine, expand, weights.apply(expand)),
            geometry,
            taps,
            between,
            pointwise(machine, project, weights.apply(project)),
            Finishes.of(project.call().epilogue()));
    return machine
        .split(geometry.rows(), work(geometry, expand, project), kernel::compute)
        .withScratch(kernel.scratchElements())
        .withWeights(taps.bytes() + kernel.expand.weightBytes() + kernel.project.weightBytes());
  }

  private static Pointwise pointwise(Machine machine, Chain chain, Weights weights) {
    PointwiseConv2d layer = (PointwiseConv2d) chain.call().layer();
    Finish finish = Finishes.of(chain.call().epilogue());
    int pixels = (int) (chain.call().input().shape().elements() / layer.inChannels());
    machine.warmUp().tiles(layer.inChannels(), layer.outChannels(), pixels);
    machine.warmUp().finish(finish.afterClip());
    return new Pointwise(
        machine.kernels(),
        Convolutions.packed(machine, layer.inChannels(), layer.outChannels(), weights),
        finish);
  }

  private static long work(ConvGeometry geometry, Chain expand, Chain project) {
    long in = ((PointwiseConv2d) expand.call().layer()).inChannels();
    long out = ((PointwiseConv2d) project.call().layer()).outChannels();
    long wide = (long) geometry.n() * geometry.ih() * geometry.iw() * geometry.ic();
    long narrow = (long) geometry.pixels() * geometry.oc();
    return wide * in + narrow * (2L * geometry.kh() * geometry.kw() + out);
  }

  /// Elements of an expanded row.
  private int wideRow() {
    return geometry.iw() * geometry.ic();
  }

  /// Elements of a row behind the depthwise convolution.
  private int narrowRow() {
    return geometry.ow() * geometry.oc();
  }

  /// The expanded rows that an output row is computed from.
  private int reach() {
    return (geometry.kh() - 1) * geometry.dilationH() + 1;
  }

  private int narrowElements() {
    return bandRows * narrowRow();
  }

  private int scratchElements() {
    int product = Math.max(expand.workspaceElements(), project.workspaceElements());
    return wideElements + narrowElements() + product;
  }

  private void compute(Arguments arguments, int from, int to, int scratch) {
    for (int row = from; row < to; ) {
      int image = row / geometry.oh();
      int end = Math.min(to, (image + 1) * geometry.oh());
      image(arguments, image, row - image * geometry.oh(), end - image * geometry.oh(), scratch);
      row = end;
    }
  }

  /// Some rows of one image.
  private void image(Arguments arguments, int image, int from, int to, int scratch) {
    int kept = 0;
    int known = 0;
    for (int row = from; row < to; row += bandRows) {
      int end = Math.min(to, row + bandRows);
      int first = Math.max(0, row * geometry.strideH() - geometry.padTop());
      int last = (end - 1) * geometry.strideH() - geometry.padTop() + reach();
      last = Math.min(geometry.ih(), last);
      keep(arguments.workspace(), scratch, first - kept, known - first);
      known = Math.max(known, first);
      expand(arguments, image, first, known, last, scratch);
      project(arguments, image, first, row, end, scratch);
      kept = first;
      known = Math.max(known, last);
    }
  }

  /// Moves the last rows of the band before to the front.
  private void keep(float[] workspace, int scratch, int from, int rows) {
    if (rows > 0 && from > 0) {
      int row = wideRow();
      System.arraycopy(workspace, scratch + from * row, workspace, scratch, rows * row);
    }
  }

  /// Expands the rows from `from` to before `to`; row `first` is at the front.
  private void expand(Arguments arguments, int image, int first, int from, int to, int scratch) {
    if (from >= to) {
      return;
    }
    TensorView in = arguments.input(0);
    float[] workspace = arguments.workspace();
    int rows = image * geometry.ih();
    expand.run(
        in.floats(),
        in.offset(),
        workspace,
        scratch,
        workspace,
        scratch - (rows + first) * wideRow(),
        (rows + from) * geometry.iw(),
        (rows + to) * geometry.iw(),
        0,
        expand.panels(),
        workspace,
        scratch + wideElements + narrowElements());
  }

  /// The output rows from `from` to before `to` of an image; expanded row `first` is at the front.
  private void project(Arguments arguments, int image, int first, int from, int to, int scratch) {
    TensorView out = arguments.output(0);
    TensorView residual = Machine.residual(finish, arguments);
    float[] workspace = arguments.workspace();
    int rows = image * geometry.oh();
    int band = scratch + wideElements;
    // Where images and bands would begin if they were whole.
    int wide = scratch - (image * geometry.ih() + first) * wideRow();
    int narrow = band - (rows + from) * narrowRow();
    kernels
        .depthwise()
        .rows(
            geometry,
            taps,
            between.lo(),
            between.hi(),
            workspace,
            wide,
            workspace,
            narrow,
            rows + from,
            rows + to);
    if (!afterClip.isNone()) {
      int elements = (to - from) * narrowRow();
      kernels.rows().finish(afterClip, workspace, band, workspace, band, elements);
    }
    project.run(
        workspace,
        narrow,
        residual.floats(),
        residual.offset(),
        out.floats(),
        out.offset(),
        (rows + from) * geometry.ow(),
        (rows + to) * geometry.ow(),
        0,
        project.panels(),
        workspace,
        band + narrowElements());
  }
}
