package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.Softmax;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// What reduces lines along one axis: the kernels of `lines.cu`.
final class Lines {

  private static final int WARP = 32;

  /// From this length on a block of 256 threads works on a line, below it a warp.
  private static final int LONG = 256;

  private Lines() {}

  static Recipe softmax(Softmax layer, LayerCall call) {
    return Recipe.of("softmax", call, "", step -> softmax(layer, call, step));
  }

  private static void softmax(Softmax layer, LayerCall call, StepBuilder step) {
    Shape shape = call.output().shape();
    int axis = Math.floorMod(layer.axis(), shape.rank());
    int place = MemoryOrder.place(axis, MemoryOrder.of(shape));
    int length = shape.dim(axis);
    int rows = MemoryOrder.product(shape, 0, place);
    int columns = MemoryOrder.product(shape, place + 1, shape.rank());
    Operands arguments = step.finishing().input(0).residual().output(0).ints(rows, length);
    if (columns > 1) {
      step.launch(
          "softmax_columns_f32", new Walk(rows, columns), arguments.ints(columns).epilogue());
    } else if (length >= LONG) {
      step.launch("softmax_rows_f32_block", rows, Block.of(Walk.THREADS), arguments.epilogue());
    } else {
      step.launch("softmax_rows_f32_warp", warps(rows), perWarp(), arguments.epilogue());
    }
  }

  private static Block perWarp() {
    return Block.of(WARP, Walk.THREADS / WARP);
  }

  /// The blocks for a warp each.
  private static long warps(int lines) {
    return Math.ceilDiv(lines, Walk.THREADS / WARP);
  }

  static Recipe argMax(ArgMax layer, LayerCall call) {
    return Recipe.of("arg_max", call, "", step -> argMax(layer, call, step));
  }

  private static void argMax(ArgMax layer, LayerCall call, StepBuilder step) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    int axis = Math.floorMod(layer.axis(), in.rank());
    int[] strides = MemoryOrder.strides(in);
    int[] axes = axes(layer, out, axis, strides);
    int lines = (int) out.elements();
    Operands arguments =
        step.arguments()
            .input(0)
            .add(step.constant(axes))
            .output(0)
            .ints(axes.length / 2, lines, in.dim(axis));
    int last = layer.last() ? 1 : 0;
    if (strides[axis] == 1) {
      step.launch("arg_max_rows_f32", warps(lines), perWarp(), arguments.ints(last));
    } else {
      step.launch("arg_max_f32", lines, arguments.ints(strides[axis], last));
    }
  }

  /// Extent and stride in the input of every axis of the output's memory, innermost first.
  private static int[] axes(ArgMax layer, Shape out, int axis, int[] strides) {
    Layout layout = MemoryOrder.of(out);
    List<Integer> axes = new ArrayList<>(List.of(1, 0));
    for (int place = out.rank() - 1; place >= 0; place--) {
      int outAxis = MemoryOrder.axis(place, layout);
      int inAxis = outAxis >= axis && !layer.keepAxis() ? outAxis + 1 : outAxis;
      axes.add(out.dim(outAxis));
      axes.add(strides[inAxis]);
    }
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }
}
