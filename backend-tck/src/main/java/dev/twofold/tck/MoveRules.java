package dev.twofold.tck;

import dev.twofold.graph.ArgMax;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// Layers that choose or move elements and compute none.
final class MoveRules {

  private static final int NONE = -1;

  private MoveRules() {}

  static Oracle.Rule max(Pool2d layer, Tensor x) {
    return (o, cell) -> {
      int place = largest(layer.window(), x, o);
      cell.set(place == NONE ? Double.NEGATIVE_INFINITY : plane(x, o)[place]);
    };
  }

  /// Where each maximum was, `row * W + column` in its input plane.
  static Expected indices(Pool2d layer, Tensor x, TensorType type) {
    double[] values = new double[(int) type.shape().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, largest(layer.window(), x, Places.of(type.shape(), i)));
    }
    return new Expected(type, values, new double[values.length]);
  }

  private static float[] plane(Tensor x, int[] o) {
    Shape in = x.shape();
    int size = in.h() * in.w();
    int from = (o[0] * in.c() + o[1]) * size;
    float[] plane = new float[size];
    System.arraycopy(x.floats(), from, plane, 0, size);
    return plane;
  }

  /// The first largest element under the window, the first NaN if there is one.
  private static int largest(Window window, Tensor x, int[] o) {
    Shape in = x.shape();
    float[] plane = plane(x, o);
    int best = NONE;
    for (int k = 0; k < window.kernelElements(); k++) {
      int kh = k / window.kernelW();
      int kw = k % window.kernelW();
      int ih = o[2] * window.strideH() - window.padTop() + kh * window.dilationH();
      int iw = o[3] * window.strideW() - window.padLeft() + kw * window.dilationW();
      if (SumRules.isInside(in, ih, iw)) {
        int place = ih * in.w() + iw;
        boolean wins =
            best == NONE
                || plane[place] > plane[best]
                || (Float.isNaN(plane[place]) && !Float.isNaN(plane[best]));
        best = wins ? place : best;
      }
    }
    return best;
  }

  /// The place of the largest element along an axis; NaN is the largest of all.
  static Oracle.Rule argMax(ArgMax layer, Tensor x) {
    int rank = x.shape().rank();
    int axis = Math.floorMod(layer.axis(), rank);
    return (o, cell) -> {
      int[] place = new int[rank];
      for (int i = 0; i < rank; i++) {
        place[i] = i == axis ? 0 : o[i > axis && !layer.keepAxis() ? i - 1 : i];
      }
      double best = SumRules.at(x, place);
      for (int i = 1; i < x.shape().dim(axis); i++) {
        place[axis] = i;
        double next = SumRules.at(x, place);
        boolean wins = next > best || (Double.isNaN(next) && !Double.isNaN(best));
        if (wins || (next == best && layer.last())) {
          best = next;
          cell.set(i);
        }
      }
    };
  }

  /// Of several elements with one index the last stays.
  static Oracle.Rule unpool(Tensor x, Tensor indices, Shape out) {
    int from = x.shape().h() * x.shape().w();
    return (o, cell) -> {
      int first = (o[0] * out.c() + o[1]) * from;
      for (int i = first; i < first + from; i++) {
        if (indices.ints()[i] == o[2] * out.w() + o[3]) {
          cell.set(x.floats()[i]);
        }
      }
    };
  }

  static Oracle.Rule concat(Concat layer, List<Tensor> inputs) {
    int axis = Math.floorMod(layer.axis(), inputs.getFirst().shape().rank());
    return (o, cell) -> {
      int[] place = o.clone();
      for (Tensor input : inputs) {
        if (place[axis] < input.shape().dim(axis)) {
          cell.set(SumRules.at(input, place));
          return;
        }
        place[axis] -= input.shape().dim(axis);
      }
    };
  }

  static Oracle.Rule slice(Slice layer, Tensor x) {
    return (o, cell) -> {
      int[] place = o.clone();
      for (Slice.Range range : layer.ranges()) {
        int axis = Math.floorMod(range.axis(), x.shape().rank());
        place[axis] = range.first(x.shape().dim(axis)) + o[axis] * range.step();
      }
      cell.set(SumRules.at(x, place));
    };
  }

  static Oracle.Rule transpose(Transpose layer, Tensor x) {
    return (o, cell) -> {
      int[] place = new int[o.length];
      for (int axis = 0; axis < o.length; axis++) {
        place[layer.permutation().get(axis)] = o[axis];
      }
      cell.set(SumRules.at(x, place));
    };
  }

  static Oracle.Rule pad(Pad layer, Tensor x) {
    return (o, cell) -> {
      int[] place = new int[o.length];
      boolean inside = true;
      for (int axis = 0; axis < o.length; axis++) {
        int extent = x.shape().dim(axis);
        int i = o[axis] - layer.before().get(axis);
        inside &= i >= 0 && i < extent;
        place[axis] =
            switch (layer.mode()) {
              case CONSTANT -> i;
              case EDGE -> Math.clamp(i, 0, extent - 1);
              case REFLECT -> i < 0 ? -i : i >= extent ? 2 * (extent - 1) - i : i;
            };
      }
      boolean added = layer.mode() == Pad.Mode.CONSTANT && !inside;
      cell.set(added ? layer.value() : SumRules.at(x, place));
    };
  }
}
