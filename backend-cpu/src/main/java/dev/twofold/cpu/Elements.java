package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Broadcast;
import dev.twofold.cpu.kernel.Conversion;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Largest;
import dev.twofold.cpu.kernel.RowOps;
import dev.twofold.cpu.kernel.Selection;
import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.Locale;

/// Recipes for layers that work element by element, and for softmax.
final class Elements {

  private static final int ACCESS = 4;
  private static final int EXPONENTIAL = 16;
  private static final int POWER = 100;
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
    machine.warmUp().finish(finish);
    return chunks(
        machine,
        call,
        EXPONENTIAL,
        (rows, in, i0, out, o0, n) -> {
          System.arraycopy(in.floats(), i0, out.floats(), o0, n);
          rows.finish(finish, out.floats(), o0, out.floats(), o0, n);
        });
  }

  /// Computes `n` elements from as many.
  @FunctionalInterface
  private interface Pass {
    void run(RowOps rows, TensorView in, int i0, TensorView out, int o0, int n);
  }

  /// @param cost what it takes for an element, in mult-adds
  private static Kernel chunks(Machine machine, LayerCall call, int cost, Pass pass) {
    Finish then = Finishes.of(call.epilogue());
    machine.warmUp().finish(then);
    int elements = (int) call.output().shape().elements();
    int chunks = (elements + CHUNK - 1) / CHUNK;
    return machine.split(
        chunks,
        (long) elements * cost,
        (arguments, from, to, _) -> {
          TensorView in = arguments.input(0);
          TensorView out = arguments.output(0);
          TensorView residual = Machine.residual(then, arguments);
          RowOps rows = machine.kernels().rows();
          for (int chunk = from; chunk < to; chunk++) {
            int at = chunk * CHUNK;
            int n = Math.min(CHUNK, elements - at);
            int o0 = out.offset() + at;
            pass.run(rows, in, in.offset() + at, out, o0, n);
            if (!then.isNone()) {
              rows.finish(then, out.floats(), o0, residual.floats(), residual.offset() + at, n);
            }
          }
        });
  }

  /// A function of one number or of two.
  static Recipe function(Machine machine, MathFunction layer, LayerCall call) {
    return switch (layer.function()) {
      case EXP -> unary(machine, RowOps.Function.EXP, call);
      case LOG -> unary(machine, RowOps.Function.LOG, call);
      case SQRT -> unary(machine, RowOps.Function.SQRT, call);
      case ERF -> unary(machine, RowOps.Function.ERF, call);
      case FLOOR -> unary(machine, RowOps.Function.FLOOR, call);
      case CEIL -> unary(machine, RowOps.Function.CEIL, call);
      case ROUND -> unary(machine, RowOps.Function.ROUND, call);
      case MIN -> binary(machine, RowOps.Operation.MIN, ACCESS, call);
      case MAX -> binary(machine, RowOps.Operation.MAX, ACCESS, call);
      case POW -> binary(machine, RowOps.Operation.POW, POWER, call);
      case EQUAL -> binary(machine, RowOps.Operation.EQUAL, ACCESS, call);
      case LESS -> binary(machine, RowOps.Operation.LESS, ACCESS, call);
      case GREATER -> binary(machine, RowOps.Operation.GREATER, ACCESS, call);
    };
  }

  private static Recipe unary(Machine machine, RowOps.Function function, LayerCall call) {
    return Recipe.of(
        function.name().toLowerCase(Locale.ROOT),
        MemoryOrder.preferred(call.output().shape()),
        "",
        _ -> {
          machine.warmUp().function(function);
          return chunks(
              machine,
              call,
              EXPONENTIAL,
              (rows, in, i0, out, o0, n) ->
                  rows.apply(function, in.floats(), i0, out.floats(), o0, n));
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
    RowOps.Operation operation =
        switch (layer.operation()) {
          case ADD -> RowOps.Operation.ADD;
          case SUB -> RowOps.Operation.SUB;
          case MUL -> RowOps.Operation.MUL;
          case DIV -> RowOps.Operation.DIV;
        };
    return binary(machine, operation, ACCESS, call);
  }

  /// An operation on two inputs that broadcast.
  ///
  /// @param cost what it takes for an element, in mult-adds
  private static Recipe binary(
      Machine machine, RowOps.Operation operation, int cost, LayerCall call) {
    Layout layout = broadcastOrder(call, 2);
    return Recipe.of(
        operation.name().toLowerCase(Locale.ROOT),
        layout,
        "",
        _ -> binary(machine, operation, cost, layout, call));
  }

  /// The order for inputs that broadcast: that of images if all of them are as good as images.
  private static Layout broadcastOrder(LayerCall call, int inputs) {
    boolean images =
        call.output().shape().rank() == 4
            && call.inputs().stream()
                .limit(inputs)
                .allMatch(input -> MemoryOrder.isOneOrder(input.shape()));
    return images ? Layout.NHWC : Layout.NCHW;
  }

  private static int[] extents(LayerCall call, int input, Layout layout) {
    int rank = call.output().shape().rank();
    return MemoryOrder.extents(call.inputs().get(input).shape(), rank, layout);
  }

  private static Kernel binary(
      Machine machine, RowOps.Operation operation, int cost, Layout layout, LayerCall call) {
    Broadcast broadcast =
        new Broadcast(
            machine.kernels(), operation, extents(call, 0, layout), extents(call, 1, layout));
    machine.warmUp().combine(operation, broadcast.staying());
    int elements = (int) call.output().shape().elements();
    return machine
        .finished(
            broadcast.rows(),
            (long) cost * elements,
            elements / broadcast.rows(),
            Finishes.of(call.epilogue()),
            (arguments, from, to, scratch) -> {
              TensorView a = arguments.input(0);
              TensorView b = arguments.input(1);
              TensorView out = arguments.output(0);
              broadcast.run(
                  a.floats(),
                  a.offset(),
                  b.floats(),
                  b.offset(),
                  out.floats(),
                  out.offset(),
                  from,
                  to,
                  arguments.workspace(),
                  scratch);
            })
        .withScratch(broadcast.workspaceElements());
  }

  static Recipe select(Machine machine, LayerCall call) {
    Layout layout = broadcastOrder(call, 3);
    return Recipe.of("select", layout, "", _ -> select(machine, layout, call));
  }

  private static Kernel select(Machine machine, Layout layout, LayerCall call) {
    Selection selection =
        new Selection(
            machine.kernels(),
            extents(call, 0, layout),
            extents(call, 1, layout),
            extents(call, 2, layout));
    machine.warmUp().rows("select", (rows, a, b, n) -> rows.select(a, 0, a, 0, b, 0, a, 0, n));
    int elements = (int) call.output().shape().elements();
    return machine
        .finished(
            selection.rows(),
            (long) ACCESS * elements,
            elements / selection.rows(),
            Finishes.of(call.epilogue()),
            (arguments, from, to, scratch) -> {
              TensorView which = arguments.input(0);
              TensorView a = arguments.input(1);
              TensorView b = arguments.input(2);
              TensorView out = arguments.output(0);
              selection.run(
                  which.floats(),
                  which.offset(),
                  a.floats(),
                  a.offset(),
                  b.floats(),
                  b.offset(),
                  out.floats(),
                  out.offset(),
                  from,
                  to,
                  arguments.workspace(),
                  scratch);
            })
        .withScratch(selection.workspaceElements());
  }

  /// Channels of images are compared where they lie side by side; along other axes the places would
  /// come in another order than the output's.
  static Recipe argMax(Machine machine, ArgMax layer, LayerCall call) {
    Shape shape = call.input().shape();
    int axis = Math.floorMod(layer.axis(), shape.rank());
    Layout layout = shape.rank() == 4 && axis == 1 ? Layout.NHWC : Layout.NCHW;
    return new Recipe(
        Recipe.name("arg_max", layout),
        layout,
        Layout.NCHW,
        _ -> argMax(machine, layer, axis, layout, call));
  }

  private static Kernel argMax(
      Machine machine, ArgMax layer, int axis, Layout layout, LayerCall call) {
    Shape shape = call.input().shape();
    int place = MemoryOrder.position(axis, layout);
    int[] extents = MemoryOrder.extents(shape, shape.rank(), layout);
    int inner = product(extents, place + 1, extents.length);
    Largest largest = new Largest(machine.kernels(), extents[place], inner, layer.last());
    int[] places = new int[WarmUp.ROW];
    machine
        .warmUp()
        .rows("max place", (rows, a, b, n) -> rows.maxPlace(a, 0, 1, b, 0, places, 0, n));
    return machine
        .split(
            product(extents, 0, place),
            ACCESS * shape.elements(),
            (arguments, from, to, scratch) -> {
              TensorView in = arguments.input(0);
              TensorView out = arguments.output(0);
              largest.run(
                  in.floats(),
                  in.offset(),
                  out.ints(),
                  out.offset(),
                  from,
                  to,
                  arguments.workspace(),
                  scratch);
            })
        .withScratch(largest.workspaceElements());
  }

  static Recipe cast(Machine machine, LayerCall call) {
    boolean toInts = call.output().type() == DataType.INT32;
    return Recipe.of(
        toInts ? "cast_to_i32" : "cast",
        MemoryOrder.preferred(call.output().shape()),
        "",
        _ -> chunks(machine, call, ACCESS, conversion(call.input().type(), call.output().type())));
  }

  private static Pass conversion(DataType from, DataType to) {
    if (from == to) {
      return switch (to) {
        case FLOAT32 ->
            (_, in, i0, out, o0, n) -> System.arraycopy(in.floats(), i0, out.floats(), o0, n);
        case INT32 -> (_, in, i0, out, o0, n) -> System.arraycopy(in.ints(), i0, out.ints(), o0, n);
      };
    }
    return switch (to) {
      case FLOAT32 ->
          (_, in, i0, out, o0, n) -> Conversion.toFloats(in.ints(), i0, out.floats(), o0, n);
      case INT32 ->
          (_, in, i0, out, o0, n) -> Conversion.toInts(in.floats(), i0, out.ints(), o0, n);
    };
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

  static int product(int[] extents, int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product *= extents[i];
    }
    return product;
  }
}
