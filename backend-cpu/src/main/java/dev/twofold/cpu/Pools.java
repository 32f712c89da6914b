package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Broadcast;
import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Pooling;
import dev.twofold.cpu.kernel.RowOps;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Window;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;

/// Recipes for pooling and unpooling.
final class Pools {

  private static final int ACCESS = 4;
  private static final int VECTOR = 16;

  private Pools() {}

  static Recipe pool(Machine machine, Pool2d layer, LayerCall call) {
    int channels = call.input().shape().c();
    ConvGeometry geometry = Convolutions.geometry(layer.window(), channels, call);
    String operation =
        switch (layer.reduction()) {
          case MAX -> layer.indices() ? "max_pool_indices" : "max_pool";
          case AVERAGE -> "average_pool";
        };
    return Recipe.of(
        operation,
        Layout.NHWC,
        Convolutions.window(layer.window()),
        _ -> pool(machine, layer, geometry, call));
  }

  private static Kernel pool(Machine machine, Pool2d layer, ConvGeometry geometry, LayerCall call) {
    Pooling pooling = new Pooling(machine.kernels(), geometry);
    Window window = layer.window();
    switch (layer.reduction()) {
      case AVERAGE -> {
        machine.warmUp().combine(RowOps.Operation.ADD, Broadcast.Staying.NEITHER);
        machine
            .warmUp()
            .rows("divide", (r, a, b, n) -> r.combineRight(RowOps.Operation.DIV, a, 0, 2, b, 0, n));
      }
      case MAX -> {
        if (layer.indices()) {
          int[] places = new int[WarmUp.ROW];
          machine
              .warmUp()
              .rows("max place", (rows, a, b, n) -> rows.maxPlace(a, 0, 1, b, 0, places, 0, n));
        } else {
          machine.warmUp().rows("max", (rows, a, b, n) -> rows.max(a, 0, b, 0, b, 0, n));
        }
      }
    }
    SplitKernel.Body body =
        (arguments, from, to, _) -> {
          TensorView in = arguments.input(0);
          TensorView out = arguments.output(0);
          float[] x = in.floats();
          float[] y = out.floats();
          int x0 = in.offset();
          int y0 = out.offset();
          switch (layer.reduction()) {
            case AVERAGE ->
                pooling.average(
                    layer.countIncludePad(),
                    window.padBottom(),
                    window.padRight(),
                    x,
                    x0,
                    y,
                    y0,
                    from,
                    to);
            case MAX -> {
              if (layer.indices()) {
                TensorView indices = arguments.output(1);
                pooling.maxWithIndices(x, x0, y, y0, indices.ints(), indices.offset(), from, to);
              } else {
                pooling.max(x, x0, y, y0, from, to);
              }
            }
          }
        };
    int row = geometry.ow() * geometry.oc();
    long work = (long) ACCESS * geometry.rows() * row * window.kernelElements();
    return machine.finished(geometry.rows(), work, row, Finishes.of(call.epilogue()), body);
  }

  static Recipe globalAverage(Machine machine, LayerCall call) {
    return Recipe.of(
        "global_average_pool", Layout.NHWC, "", _ -> globalAverageKernel(machine, call));
  }

  private static Kernel globalAverageKernel(Machine machine, LayerCall call) {
    Shape in = call.input().shape();
    Window whole = Window.of(in.h(), in.w());
    Pooling pooling = new Pooling(machine.kernels(), Convolutions.geometry(whole, in.c(), call));
    Finish finish = Finishes.of(call.epilogue());
    int some = 5 * VECTOR;
    machine.warmUp().rows("mean", (rows, a, b, n) -> rows.mean(a, 0, some, n / some, b, 0, some));
    long work = in.elements() * ACCESS;
    if (in.n() > 1) {
      return machine.finished(
          in.n(),
          work,
          in.c(),
          finish,
          (arguments, from, to, _) -> {
            TensorView x = arguments.input(0);
            TensorView y = arguments.output(0);
            pooling.globalAverage(
                x.floats(), x.offset(), y.floats(), y.offset(), from, to, 0, in.c());
          });
    }
    return machine
        .finished(
            in.c(),
            work,
            1,
            finish,
            (arguments, from, to, _) -> {
              TensorView x = arguments.input(0);
              TensorView y = arguments.output(0);
              pooling.globalAverage(x.floats(), x.offset(), y.floats(), y.offset(), 0, 1, from, to);
            })
        .inMultiplesOf(VECTOR);
  }

  static Recipe unpool(Machine machine, MaxUnpool2d layer, LayerCall call) {
    int channels = call.input().shape().c();
    ConvGeometry geometry = Convolutions.geometry(layer.window(), channels, call);
    return Recipe.of(
        "max_unpool",
        Layout.NHWC,
        Convolutions.window(layer.window()),
        _ -> {
          Pooling pooling = new Pooling(machine.kernels(), geometry);
          int size = geometry.oh() * geometry.ow() * geometry.oc();
          return machine.finished(
              geometry.n(),
              (long) ACCESS * geometry.n() * size,
              size,
              Finishes.of(call.epilogue()),
              (arguments, from, to, _) -> {
                TensorView in = arguments.input(0);
                TensorView indices = arguments.input(1);
                TensorView out = arguments.output(0);
                pooling.unpool(
                    in.floats(),
                    in.offset(),
                    indices.ints(),
                    indices.offset(),
                    out.floats(),
                    out.offset(),
                    from,
                    to);
              });
        });
  }
}
