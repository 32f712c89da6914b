package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.Grid;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.cuda.step.Windows;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;

/// Pooling and unpooling: the kernels of `pool.cu`.
final class Pools {

  private static final int CHANNELS = 32;
  private static final int WARPS = 8;
  private static final int MAX_Y = 65535;

  private Pools() {}

  static Recipe pool(Pool2d layer, LayerCall call) {
    String operation =
        switch (layer.reduction()) {
          case MAX -> layer.indices() ? "max_pool_indices" : "max_pool";
          case AVERAGE -> "average_pool";
        };
    return Recipe.of(
        operation,
        call,
        Windows.suffix(layer.window()),
        step -> pool(operation, layer, call, step));
  }

  private static void pool(String operation, Pool2d layer, LayerCall call, StepBuilder step) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    boolean fours = in.c() % 4 == 0;
    int channels = fours ? in.c() / 4 : in.c();
    Operands arguments = step.finishing().input(0).residual().output(0);
    if (layer.indices()) {
      arguments.output(1);
    }
    window(arguments, layer.window(), in, out, channels);
    if (layer.reduction() == Pool2d.Reduction.AVERAGE) {
      boolean counts = layer.countIncludePad();
      arguments.ints(
          counts ? layer.window().padBottom() : -1, counts ? layer.window().padRight() : -1);
    }
    step.launch(
        operation + "_nhwc_f32" + (fours ? "_x4" : ""),
        new Walk(out.n() * out.h(), out.w() * channels),
        arguments.epilogue());
  }

  /// The struct `Window`.
  private static void window(Operands arguments, Window window, Shape in, Shape out, int channels) {
    arguments
        .ints(out.n() * out.h(), in.h(), in.w(), out.h(), out.w(), channels)
        .ints(window.kernelH(), window.kernelW(), window.strideH(), window.strideW())
        .ints(window.padTop(), window.padLeft(), window.dilationH(), window.dilationW());
  }

  static Recipe globalAverage(LayerCall call) {
    Shape in = call.input().shape();
    return Recipe.of(
        "global_average_pool",
        call,
        "",
        step ->
            step.launch(
                "global_average_pool_nhwc_f32",
                Grid.of(Math.ceilDiv(in.c(), CHANNELS), Math.min(in.n(), MAX_Y)),
                Block.of(CHANNELS, WARPS),
                step.finishing()
                    .input(0)
                    .residual()
                    .output(0)
                    .ints(in.n(), in.h() * in.w(), in.c())
                    .epilogue()));
  }

  static Recipe unpool(LayerCall call) {
    return Recipe.of("max_unpool", call, "", step -> unpool(call, step));
  }

  private static void unpool(LayerCall call, StepBuilder step) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    int pixels = in.h() * in.w();
    int outPixels = out.h() * out.w();
    Operand owners = step.scratch(out.elements());
    Operand fault =
        new Operand.Fault(
            "node '%s': index %%d lies outside the planes of output %s; give the indices of a max pooling of that size"
                .formatted(call.node().replace("%", "%%"), out));
    step.launch(
        "max_unpool_clear_i32",
        out.elements(),
        step.arguments().add(owners).add(fault).count(out.elements()));
    step.launch(
        "max_unpool_claim_nhwc_i32",
        new Walk(in.n() * pixels, in.c()),
        step.arguments()
            .input(1)
            .add(owners)
            .add(fault)
            .ints(in.n() * pixels, pixels, outPixels, in.c()));
    step.launch(
        "max_unpool_nhwc_f32",
        new Walk(out.n() * outPixels, in.c()),
        step.finishing()
            .input(0)
            .add(owners)
            .residual()
            .output(0)
            .ints(out.n() * outPixels, pixels, outPixels, in.c())
            .epilogue());
  }
}
