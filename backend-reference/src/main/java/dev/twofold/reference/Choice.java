package dev.twofold.reference;

import dev.twofold.graph.ArgMax;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;

/// Layers that choose among elements or give them another type.
final class Choice {

  private Choice() {}

  static Kernel select(LayerCall call) {
    Shape out = call.output().shape();
    Gather conditions = Gather.broadcast(call.inputs().get(0).shape(), out);
    Gather lefts = Gather.broadcast(call.inputs().get(1).shape(), out);
    Gather rights = Gather.broadcast(call.inputs().get(2).shape(), out);
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView condition = arguments.input(0);
      TensorView left = arguments.input(1);
      TensorView right = arguments.input(2);
      for (int i = 0; i < arguments.output(0).elements(); i++) {
        boolean first = condition.floats()[condition.offset() + conditions.source(i)] != 0;
        float value =
            first
                ? left.floats()[left.offset() + lefts.source(i)]
                : right.floats()[right.offset() + rights.source(i)];
        finish.put(arguments, i, value);
      }
    };
  }

  static Kernel argMax(ArgMax layer, LayerCall call) {
    Shape in = call.input().shape();
    int axis = layer.axis() < 0 ? layer.axis() + in.rank() : layer.axis();
    int extent = in.dim(axis);
    int step = 1;
    for (int i = axis + 1; i < in.rank(); i++) {
      step *= in.dim(i);
    }
    int inner = step;
    return arguments -> {
      TensorView x = arguments.input(0);
      TensorView y = arguments.output(0);
      for (int i = 0; i < y.elements(); i++) {
        int first = x.offset() + i / inner * inner * extent + i % inner;
        y.ints()[y.offset() + i] = best(x.floats(), first, inner, extent, layer.last());
      }
    };
  }

  private static int best(float[] x, int first, int step, int extent, boolean last) {
    int best = 0;
    for (int i = 1; i < extent; i++) {
      int order = Float.compare(x[first + i * step], x[first + best * step]);
      boolean equal = x[first + i * step] == x[first + best * step];
      if (equal ? last : order > 0) {
        best = i;
      }
    }
    return best;
  }

  static Kernel cast(LayerCall call) {
    DataType from = call.input().type();
    DataType to = call.output().type();
    if (from == to) {
      return Move.copy(call);
    }
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView x = arguments.input(0);
      TensorView y = arguments.output(0);
      for (int i = 0; i < y.elements(); i++) {
        switch (to) {
          case INT32 -> y.ints()[y.offset() + i] = (int) x.floats()[x.offset() + i];
          case FLOAT32 -> finish.put(arguments, i, x.ints()[x.offset() + i]);
        }
      }
    };
  }
}
