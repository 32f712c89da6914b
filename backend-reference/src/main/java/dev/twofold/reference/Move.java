package dev.twofold.reference;

import dev.twofold.graph.Concat;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import java.util.Arrays;

/// Layers that give elements other places and do not change them.
final class Move {

  private Move() {}

  static Kernel pad(Pad pad, LayerCall call) {
    Shape in = call.input().shape();
    Gather.Rule rule =
        (axis, i) -> {
          int place = i - pad.before().get(axis);
          int last = in.dim(axis) - 1;
          return switch (pad.mode()) {
            case CONSTANT -> place > last ? Gather.NOWHERE : place;
            case EDGE -> Math.clamp(place, 0, last);
            case REFLECT -> last - Math.abs(last - Math.abs(place));
          };
        };
    return gather(Gather.of(in, call.output().shape(), rule), pad.value(), call);
  }

  static Kernel slice(Slice slice, LayerCall call) {
    Shape in = call.input().shape();
    int[] first = new int[in.rank()];
    int[] step = new int[in.rank()];
    Arrays.fill(step, 1);
    for (Slice.Range range : slice.ranges()) {
      int axis = Math.floorMod(range.axis(), in.rank());
      first[axis] = range.first(in.dim(axis));
      step[axis] = range.step();
    }
    Gather.Rule rule = (axis, i) -> first[axis] + i * step[axis];
    return gather(Gather.of(in, call.output().shape(), rule), 0, call);
  }

  static Kernel transpose(Transpose transpose, LayerCall call) {
    int[] axes = transpose.permutation().stream().mapToInt(Integer::intValue).toArray();
    Gather.Rule rule = (_, i) -> i;
    return gather(Gather.of(call.input().shape(), axes, call.output().shape(), rule), 0, call);
  }

  /// Every output element from its source, or a fixed value where there is none.
  static Kernel gather(Gather gather, double otherwise, LayerCall call) {
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView x = arguments.input(0);
      for (int i = 0; i < arguments.output(0).elements(); i++) {
        int source = gather.source(i);
        double value = source == Gather.NOWHERE ? otherwise : x.floats()[x.offset() + source];
        finish.put(arguments, i, value);
      }
    };
  }

  /// The same elements in the same order.
  static Kernel copy(LayerCall call) {
    if (call.input().type() == DataType.INT32) {
      return Move::copyInts;
    }
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView x = arguments.input(0);
      for (int i = 0; i < x.elements(); i++) {
        finish.put(arguments, i, x.floats()[x.offset() + i]);
      }
    };
  }

  private static void copyInts(Arguments arguments) {
    TensorView x = arguments.input(0);
    TensorView y = arguments.output(0);
    System.arraycopy(x.ints(), x.offset(), y.ints(), y.offset(), x.elements());
  }

  static Kernel constant(LayerCall call, Weights weights) {
    float[] value = weights.get("value").floats();
    Finish finish = new Finish(call);
    return arguments -> {
      for (int i = 0; i < value.length; i++) {
        finish.put(arguments, i, value[i]);
      }
    };
  }

  /// The inputs side by side along one axis: of each run of output elements that share the axes
  /// before it, every input gives its part.
  static Kernel concat(Concat concat, LayerCall call) {
    Shape out = call.output().shape();
    int axis = Math.floorMod(concat.axis(), out.rank());
    int runs = 1;
    for (int i = 0; i < axis; i++) {
      runs *= out.dim(i);
    }
    int parts = call.inputs().size() - (call.epilogue().addsResidual() ? 1 : 0);
    int rows = runs;
    Finish finish = new Finish(call);
    return arguments -> {
      int at = 0;
      for (int row = 0; row < rows; row++) {
        for (int part = 0; part < parts; part++) {
          TensorView x = arguments.input(part);
          int length = x.elements() / rows;
          for (int i = 0; i < length; i++) {
            finish.put(arguments, at++, x.floats()[x.offset() + row * length + i]);
          }
        }
      }
    };
  }
}
