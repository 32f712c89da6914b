package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Broadcast;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.RowOps;
import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.Locale;

/// Recipes for layers that work element by element, and for softmax.
final class Elements {

  private static final int ACCESS = 4;
  private static final int EXPONENTIAL = 16;
  private static final int CHUNK = 1024;

  private Elements() {}

  static Recipe activation(Machine machine, Activation layer, LayerCall call) {
    String operation = layer.function().name().toLowerCase(Locale.ROOT);
    return Recipe.of(
        operation,
        MemoryOrder.preferred(call.output().shape()),
        "",
        _ -> activationKernel(machine, layer, call));
  }

  /// Copies a chunk and finishes it while it is in the first cache.
  private static Kernel activationKernel(Machine machine, Activation layer, LayerCall call) {
    Finish finish = Finishes.of(layer);
    Finish then = Finishes.of(call.epilogue());
    machine.warmUp().finish(finish);
    machine.warmUp().finish(then);
    int elements = (int) call.output().shape().elements();
    int chunks = (elements + CHUNK - 1) / CHUNK;
    return machine.split(
        chunks,
        (long) elements * EXPONENTIAL,
        (arguments, from, to, _) -> {
          TensorView in = arguments.input(0);
          TensorView out = arguments.output(0);
          TensorView residual = Machine.residual(then, arguments);
          RowOps rows = machine.kernels().rows();
          for (int chunk = from; chunk < to; chunk++) {
            int at = chunk * CHUNK;
            int n = Math.min(CHUNK, elements - at);
            int o0 = out.offset() + at;
            System.arraycopy(in.floats(), in.offset() + at, out.floats(), o0, n);
            rows.finish(finish, out.floats(), o0, residual.floats(), 0, n);
            rows.finish(then, out.floats(), o0, residual.floats(), residual.offset() + at, n);
          }
        });
  }

  static Recipe batchNorm(Machine machine, BatchNorm2d layer, LayerCall call) {
    return Recipe.of(
        "batch_norm", Layout.NHWC, "", weights -> batchNorm(machine, layer, call, weights));
  }

  private static Kernel batchNorm(
      Machine machine, BatchNorm2d layer, LayerCall call, Weights weights) {
    int channels = layer.channels();
    float[] weight = weights.get("weight").floats();
    float[] bias = weights.get("bias").floats();
    float[] mean = weights.get("running_mean").floats();
    float[] variance = weights.get("running_var").floats();
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      double factor = weight[c] / Math.sqrt(variance[c] + layer.epsilon());
      scale[c] = (float) factor;
      shift[c] = (float) (bias[c] - mean[c] * factor);
    }
    int pixels = (int) (call.output().shape().elements() / channels);
    machine.warmUp().rows("scale", (ops, a, b, n) -> ops.scaleShift(a, 0, b, 0, b, 0, a, 0, n));
    return machine
        .finished(
            pixels,
            (long) ACCESS * pixels * channels,
            channels,
            Finishes.of(call.epilogue()),
            (arguments, from, to, _) -> {
              TensorView in = arguments.input(0);
              TensorView out = arguments.output(0);
              RowOps rows = machine.kernels().rows();
              for (int pixel = from; pixel < to; pixel++) {
                int i0 = in.offset() + pixel * channels;
                int o0 = out.offset() + pixel * channels;
                rows.scaleShift(in.floats(), i0, scale, 0, shift, 0, out.floats(), o0, channels);
              }
            })
        .withWeights(8L * channels);
  }

  static Recipe elementwise(Machine machine, Elementwise layer, LayerCall call) {
    Shape a = call.inputs().get(0).shape();
    Shape b = call.inputs().get(1).shape();
    int rank = call.output().shape().rank();
    boolean images = rank == 4 && MemoryOrder.isOneOrder(a) && MemoryOrder.isOneOrder(b);
    Layout layout = images ? Layout.NHWC : Layout.NCHW;
    return Recipe.of(
        layer.operation().name().toLowerCase(Locale.ROOT),
        layout,
        "",
        _ -> elementwise(machine, layer, layout, call));
  }

  private static Kernel elementwise(
      Machine machine, Elementwise layer, Layout layout, LayerCall call) {
    RowOps.Operation operation =
        switch (layer.operation()) {
          case ADD -> RowOps.Operation.ADD;
          case SUB -> RowOps.Operation.SUB;
          case MUL -> RowOps.Operation.MUL;
          case DIV -> RowOps.Operation.DIV;
        };
    machine.warmUp().combine(operation);
    int rank = call.output().shape().rank();
    Broadcast broadcast =
        new Broadcast(
            machine.kernels(),
            operation,
            MemoryOrder.extents(call.inputs().get(0).shape(), rank, layout),
            MemoryOrder.extents(call.inputs().get(1).shape(), rank, layout));
    int elements = (int) call.output().shape().elements();
    return machine.finished(
        broadcast.rows(),
        (long) ACCESS * elements,
        elements / broadcast.rows(),
        Finishes.of(call.epilogue()),
        (arguments, from, to, _) -> {
          TensorView a = arguments.input(0);
          TensorView b = arguments.input(1);
          TensorView out = arguments.output(0);
          broadcast.run(
              a.floats(), a.offset(), b.floats(), b.offset(), out.floats(), out.offset(), from, to);
        });
  }

  static Recipe softmax(Machine machine, Softmax layer, LayerCall call) {
    Shape shape = call.output().shape();
    Layout layout = MemoryOrder.preferred(shape);
    return Recipe.of("softmax", layout, "", _ -> softmax(machine, layer, layout, call));
  }

  private static Kernel softmax(Machine machine, Softmax layer, Layout layout, LayerCall call) {
    Shape shape = call.output().shape();
    int axis = MemoryOrder.position(Math.floorMod(layer.axis(), shape.rank()), layout);
    int[] extents = MemoryOrder.extents(shape, shape.rank(), layout);
    int outer = product(extents, 0, axis);
    int inner = product(extents, axis + 1, extents.length);
    int length = extents[axis];
    machine.warmUp().rows("exp", (rows, a, b, n) -> rows.exp(a, 0, b, 0, a, 0, n));
    var softmax = new dev.twofold.cpu.kernel.Softmax(machine.kernels(), length, inner);
    return machine
        .finished(
            outer,
            (long) EXPONENTIAL * outer * length * inner,
            length * inner,
            Finishes.of(call.epilogue()),
            (arguments, from, to, scratch) -> {
              TensorView in = arguments.input(0);
              TensorView out = arguments.output(0);
              softmax.run(
                  in.floats(),
                  in.offset(),
                  out.floats(),
                  out.offset(),
                  from,
                  to,
                  arguments.workspace(),
                  scratch);
            })
        .withScratch(softmax.workspaceElements());
  }

  private static int product(int[] extents, int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product *= extents[i];
    }
    return product;
  }
}
