package dev.twofold.cpu;

import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.DepthwiseWeights;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.ImplicitGemm;
import dev.twofold.cpu.kernel.PackedWeights;
import dev.twofold.cpu.kernel.Pointwise;
import dev.twofold.cpu.kernel.Stem;
import dev.twofold.cpu.kernel.TransposedConvolution;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Linear;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;

/// Recipes for convolutions and linear layers.
final class Convolutions {

  /*
   *   depthwise              own loops                                split by rows
   *   pointwise, linear      matrix product                           by pixels or by output channels
   *   1 to 4 input channels  product straight from NCHW or NHWC       by rows
   *   other windows          product over gathered columns            by pixels or by output channels
   *   transposed             a product per phase of the stride        by rows
   */

  private static final int FEW_CHANNELS = 4;
  private static final int TILE_ROWS = 12;

  private Convolutions() {}

  static Recipe depthwise(Machine machine, DepthwiseConv2d layer, LayerCall call) {
    ConvGeometry geometry = geometry(layer.window(), layer.channels(), call);
    String loop = machine.kernels().depthwise().loop(geometry);
    String variant = loop.startsWith("general") ? window(layer.window()) + "_general" : "_" + loop;
    return Recipe.of(
        "depthwise", Layout.NHWC, variant, weights -> depthwise(machine, geometry, call, weights));
  }

  private static Kernel depthwise(
      Machine machine, ConvGeometry geometry, LayerCall call, Weights weights) {
    Finish finish = Finishes.of(call.epilogue());
    DepthwiseWeights packed = packed(geometry, weights);
    machine.warmUp().depthwise(geometry);
    float lo = finish.lo();
    float hi = finish.hi();
    long work = 2L * geometry.pixels() * geometry.oc() * geometry.kh() * geometry.kw();
    SplitKernel.Body body =
        (arguments, from, to, _) -> {
          TensorView in = arguments.input(0);
          TensorView out = arguments.output(0);
          machine
              .kernels()
              .depthwise()
              .rows(
                  geometry,
                  packed,
                  lo,
                  hi,
                  in.floats(),
                  in.offset(),
                  out.floats(),
                  out.offset(),
                  from,
                  to);
        };
    int row = geometry.ow() * geometry.oc();
    return machine
        .finished(geometry.rows(), work, row, finish.afterClip(), body)
        .withWeights(packed.bytes());
  }

  /// The weights of a depthwise convolution.
  static DepthwiseWeights packed(ConvGeometry geometry, Weights weights) {
    float[] bias = bias(weights, geometry.oc());
    return DepthwiseWeights.of(geometry, weights.get("weight").floats(), 0, bias, 0);
  }

  /// The weights of a pointwise convolution or linear layer.
  static PackedWeights packed(Machine machine, int ic, int oc, Weights weights) {
    float[] weight = weights.get("weight").floats();
    return PackedWeights.of(
        machine.kernels().gemm().panels(ic, oc),
        ic,
        (row, column) -> weight[column * ic + row],
        bias(weights, oc),
        0);
  }

  static Recipe pointwise(Machine machine, PointwiseConv2d layer, LayerCall call) {
    String tile = "_" + machine.kernels().gemm().tile(layer.inChannels(), layer.outChannels());
    int pixels = (int) (call.input().shape().elements() / layer.inChannels());
    return Recipe.of(
        "pointwise",
        Layout.NHWC,
        tile,
        weights ->
            product(machine, pixels, layer.inChannels(), layer.outChannels(), call, weights));
  }

  static Recipe linear(Machine machine, Linear layer, LayerCall call) {
    String tile = "_" + machine.kernels().gemm().tile(layer.inFeatures(), layer.outFeatures());
    int rows = (int) (call.input().shape().elements() / layer.inFeatures());
    return Recipe.of(
        "linear",
        Layout.NCHW,
        tile,
        weights -> product(machine, rows, layer.inFeatures(), layer.outFeatures(), call, weights));
  }

  private static Kernel product(
      Machine machine, int pixels, int ic, int oc, LayerCall call, Weights weights) {
    PackedWeights packed = packed(machine, ic, oc, weights);
    Finish finish = Finishes.of(call.epilogue());
    machine.warmUp().tiles(ic, oc, pixels);
    machine.warmUp().finish(finish.afterClip());
    Pointwise pointwise = new Pointwise(machine.kernels(), packed, finish);
    long work = (long) pixels * ic * oc;
    int panels = pointwise.panels();
    SplitKernel kernel =
        isSplitByPanels(machine, pixels, ic, oc, panels)
            ? splitByPanels(machine, pointwise::run, finish, pixels, panels, work)
            : splitByPixels(machine, pointwise::run, finish, pixels, panels, work)
                .inMultiplesOf(TILE_ROWS);
    return kernel.withScratch(pointwise.workspaceElements()).withWeights(packed.bytes());
  }

  /// Computes some panels of some pixels.
  @FunctionalInterface
  private interface Product {

    void run(
        float[] in,
        int i0,
        float[] residual,
        int r0,
        float[] out,
        int o0,
        int pixelFrom,
        int pixelTo,
        int panelFrom,
        int panelTo,
        float[] workspace,
        int w0);
  }

  private static SplitKernel splitByPanels(
      Machine machine, Product product, Finish finish, int pixels, int panels, long work) {
    return machine.split(
        panels,
        work,
        (arguments, from, to, scratch) ->
            run(product, finish, arguments, 0, pixels, from, to, scratch));
  }

  private static SplitKernel splitByPixels(
      Machine machine, Product product, Finish finish, int pixels, int panels, long work) {
    return machine.split(
        pixels,
        work,
        (arguments, from, to, scratch) ->
            run(product, finish, arguments, from, to, 0, panels, scratch));
  }

  /// Few pixels and many weights: each thread then reads its own weights only.
  private static boolean isSplitByPanels(Machine machine, int pixels, int k, int oc, int panels) {
    int threads = machine.workers().threads();
    boolean fewPixels = pixels < threads * TILE_ROWS;
    boolean heavy = (long) k * oc > (long) pixels * (k + oc);
    boolean even = panels >= 8 * threads || (panels >= threads && panels % threads == 0);
    return panels > 1 && (fewPixels || (heavy && even));
  }

  private static void run(
      Product product,
      Finish finish,
      Arguments arguments,
      int pixelFrom,
      int pixelTo,
      int panelFrom,
      int panelTo,
      int scratch) {
    TensorView in = arguments.input(0);
    TensorView out = arguments.output(0);
    TensorView residual = Machine.residual(finish, arguments);
    product.run(
        in.floats(),
        in.offset(),
        residual.floats(),
        residual.offset(),
        out.floats(),
        out.offset(),
        pixelFrom,
        pixelTo,
        panelFrom,
        panelTo,
        arguments.workspace(),
        scratch);
  }

  static Recipe regular(Machine machine, Conv2d layer, LayerCall call) {
    ConvGeometry geometry = geometry(layer.window(), layer.groups(), call);
    int perGroup = layer.outChannels() / layer.groups();
    if (layer.inChannels() <= FEW_CHANNELS && Stem.takes(machine.kernels(), geometry)) {
      String variant = window(layer.window()) + "_" + machine.kernels().gemm().tapTile(perGroup);
      boolean planar = !call.epilogue().addsResidual();
      Recipe.Maker maker = weights -> stem(machine, geometry, planar, call, weights);
      return planar
          ? new Recipe("stem_nchw_f32" + variant, Layout.NCHW, Layout.NHWC, maker)
          : Recipe.of("stem", Layout.NHWC, variant, maker);
    }
    String variant =
        window(layer.window()) + "_" + machine.kernels().gemm().tile(terms(geometry), perGroup);
    return Recipe.of(
        layer.groups() == 1 ? "conv" : "grouped_conv",
        Layout.NHWC,
        variant,
        weights -> implicit(machine, geometry, call, weights));
  }

  private static Kernel stem(
      Machine machine, ConvGeometry geometry, boolean planar, LayerCall call, Weights weights) {
    Finish finish = Finishes.of(call.epilogue());
    float[] bias = bias(weights, geometry.oc());
    float[] weight = weights.get("weight").floats();
    machine.warmUp().stem(geometry.oc());
    machine.warmUp().finish(finish.afterClip());
    Stem stem = Stem.of(machine.kernels(), geometry, planar, weight, 0, bias, 0, finish);
    return machine
        .split(
            geometry.rows(),
            work(geometry),
            (arguments, from, to, scratch) -> {
              TensorView in = arguments.input(0);
              TensorView out = arguments.output(0);
              TensorView residual = Machine.residual(finish, arguments);
              stem.run(
                  in.floats(),
                  in.offset(),
                  residual.floats(),
                  residual.offset(),
                  out.floats(),
                  out.offset(),
                  from,
                  to,
                  arguments.workspace(),
                  scratch);
            })
        .withScratch(stem.workspaceElements())
        .withWeights(stem.weightBytes());
  }

  private static Kernel implicit(
      Machine machine, ConvGeometry geometry, LayerCall call, Weights weights) {
    Finish finish = Finishes.of(call.epilogue());
    float[] bias = bias(weights, geometry.oc());
    float[] weight = weights.get("weight").floats();
    int k = terms(geometry);
    machine.warmUp().tiles(k, geometry.oc() / geometry.groups(), geometry.pixels());
    machine.warmUp().finish(finish.afterClip());
    ImplicitGemm gemm = ImplicitGemm.of(machine.kernels(), geometry, weight, 0, bias, 0, finish);
    int pixels = geometry.pixels();
    int panels = gemm.panels();
    boolean byPanels =
        geometry.groups() == 1 && isSplitByPanels(machine, pixels, k, geometry.oc(), panels);
    SplitKernel kernel =
        byPanels
            ? splitByPanels(machine, gemm::run, finish, pixels, panels, work(geometry))
            : splitByPixels(machine, gemm::run, finish, pixels, panels, work(geometry))
                .inMultiplesOf(geometry.ow());
    return kernel.withScratch(gemm.workspaceElements()).withWeights(gemm.weightBytes());
  }

  static Recipe transposed(Machine machine, ConvTranspose2d layer, LayerCall call) {
    ConvGeometry geometry = geometry(layer.window(), layer.groups(), call);
    int perGroup = layer.outChannels() / layer.groups();
    int k = terms(geometry) / (geometry.strideH() * geometry.strideW());
    String variant = window(layer.window()) + "_" + machine.kernels().gemm().tile(k, perGroup);
    return Recipe.of(
        "conv_transpose",
        Layout.NHWC,
        variant,
        weights -> transposed(machine, geometry, call, weights));
  }

  private static Kernel transposed(
      Machine machine, ConvGeometry geometry, LayerCall call, Weights weights) {
    Finish finish = Finishes.of(call.epilogue());
    float[] bias = bias(weights, geometry.oc());
    float[] weight = weights.get("weight").floats();
    int k = terms(geometry) / (geometry.strideH() * geometry.strideW());
    machine.warmUp().tiles(k, geometry.oc() / geometry.groups(), geometry.pixels());
    machine.warmUp().finish(finish.afterClip());
    TransposedConvolution convolution =
        TransposedConvolution.of(machine.kernels(), geometry, weight, 0, bias, 0, finish);
    return machine
        .split(
            geometry.rows(),
            work(geometry),
            (arguments, from, to, scratch) -> {
              TensorView in = arguments.input(0);
              TensorView out = arguments.output(0);
              TensorView residual = Machine.residual(finish, arguments);
              convolution.run(
                  in.floats(),
                  in.offset(),
                  residual.floats(),
                  residual.offset(),
                  out.floats(),
                  out.offset(),
                  from,
                  to,
                  arguments.workspace(),
                  scratch);
            })
        .withScratch(convolution.workspaceElements())
        .withWeights(convolution.weightBytes());
  }

  static ConvGeometry geometry(Window window, int groups, LayerCall call) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    return new ConvGeometry(
        in.n(),
        in.h(),
        in.w(),
        in.c(),
        out.h(),
        out.w(),
        out.c(),
        window.kernelH(),
        window.kernelW(),
        window.strideH(),
        window.strideW(),
        window.padTop(),
        window.padLeft(),
        window.dilationH(),
        window.dilationW(),
        groups);
  }

  /// The multiply-adds behind an element of the output.
  private static int terms(ConvGeometry g) {
    return g.ic() / g.groups() * g.kh() * g.kw();
  }

  private static long work(ConvGeometry g) {
    return (long) g.pixels() * g.oc() * terms(g);
  }

  /// The window as kernel names say it, such as `_3x3_s2`.
  static String window(Window window) {
    String stride =
        window.strideH() == window.strideW()
            ? "_s" + window.strideH()
            : "_s" + window.strideH() + "x" + window.strideW();
    boolean dilated = window.dilationH() > 1 || window.dilationW() > 1;
    String dilation = dilated ? "_d" + window.dilationH() + "x" + window.dilationW() : "";
    return "_" + window.kernelH() + "x" + window.kernelW() + stride + dilation;
  }

  /// The bias of a convolution, zeros if it has none.
  static float[] bias(Weights weights, int channels) {
    return weights.contains("bias") ? weights.get("bias").floats() : new float[channels];
  }
}
