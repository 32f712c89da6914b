package dev.twofold.onnx;

import dev.twofold.graph.Slice;
import java.util.Arrays;
import java.util.List;

/// Known tensors whose elements are moved, repeated or left out.
final class FoldedArrangement {

  private FoldedArrangement() {}

  static Literal reshape(Call call) {
    Literal in = call.known(0, "input");
    long[] target = ShapeOperators.reshapeTarget(call);
    boolean zero = call.attributes().flag("allowzero", false);
    int[] dims = new int[target.length];
    int rest = -1;
    for (int i = 0; i < dims.length; i++) {
      if (target[i] == 0 && !zero) {
        dims[i] = in.dims()[Axes.fromFront(i, in.rank())];
      } else if (target[i] == -1 && rest < 0) {
        rest = i;
        dims[i] = 1;
      } else {
        dims[i] = Attributes.narrow("shape", target[i]);
      }
    }
    if (rest >= 0) {
      dims[rest] = in.elements() / Math.max(1, Literal.elements(dims));
    }
    return in.withDims(dims);
  }

  static Literal flatten(Call call) {
    Literal in = call.known(0, "input");
    long axis = call.attributes().integer("axis", 1);
    int split = axis == in.rank() ? in.rank() : Axes.fromFront(axis, in.rank());
    return in.withDims(
        Literal.elements(Arrays.copyOf(in.dims(), split)),
        Literal.elements(Arrays.copyOfRange(in.dims(), split, in.rank())));
  }

  static Literal squeeze(Call call) {
    Literal in = call.known(0, "input");
    return in.withDims(Axes.squeezed(in.dims(), ShapeOperators.axes(call)));
  }

  static Literal unsqueeze(Call call) {
    Literal in = call.known(0, "input");
    return in.withDims(Axes.unsqueezed(in.dims(), ShapeOperators.axes(call)));
  }

  static Literal transpose(Call call) {
    Literal in = call.known(0, "input");
    int[] order = ArrangementOperators.permutation(call);
    if (order.length != in.rank()
        || Arrays.stream(order).distinct().count() != order.length
        || Arrays.stream(order).anyMatch(axis -> axis < 0 || axis >= order.length)) {
      throw Refusal.malformed(
          "'perm' %s does not order the axes of %s", Arrays.toString(order), in);
    }
    int[] own = Axes.strides(in.dims());
    int[] dims = new int[order.length];
    int[] strides = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      dims[i] = in.dims()[order[i]];
      strides[i] = own[order[i]];
    }
    call.charge(dims);
    return in.pick(dims, i -> Axes.offset(i, dims, strides));
  }

  static Literal concat(Call call) {
    Literal first = call.known(0, "input");
    int axis = Axes.fromFront(call.attributes().integer("axis", 1), first.rank());
    int[] dims = first.dims();
    for (int i = 1; i < call.inputCount(); i++) {
      int[] other = call.known(i, "input").dims();
      int[] same = other.clone();
      if (other.length != dims.length) {
        throw Refusal.malformed("inputs of rank %d and %d are joined", dims.length, other.length);
      }
      same[axis] = dims[axis];
      if (!Arrays.equals(same, dims)) {
        throw Refusal.malformed(
            "%s and %s differ outside axis %d",
            Arrays.toString(dims), Arrays.toString(other), axis);
      }
      dims[axis] = Math.addExact(dims[axis], other[axis]);
    }
    call.charge(dims);
    return joined(call, first, dims, axis);
  }

  private static Literal joined(Call call, Literal first, int[] dims, int axis) {
    int outer = Literal.elements(Arrays.copyOf(dims, axis));
    int row = Literal.elements(Arrays.copyOfRange(dims, axis, dims.length));
    boolean floats = first.type().isFloat();
    Object to = floats ? new float[outer * row] : new long[outer * row];
    int start = 0;
    for (int input = 0; input < call.inputCount(); input++) {
      Literal part = call.known(input, "input");
      Object from = floats ? part.floats() : part.longs();
      int length = outer == 0 ? 0 : part.elements() / outer;
      for (int i = 0; i < outer; i++) {
        System.arraycopy(from, i * length, to, i * row + start, length);
      }
      start += length;
    }
    return to instanceof float[] values
        ? Literal.of(first.type(), dims, values)
        : Literal.of(first.type(), dims, (long[]) to);
  }

  static Literal slice(Call call) {
    Literal in = call.known(0, "input");
    return sliced(call, in, SliceRanges.of(call));
  }

  private static Literal sliced(Call call, Literal in, List<Slice.Range> ranges) {
    int[] dims = in.dims();
    int[] strides = Axes.strides(dims);
    int base = 0;
    for (Slice.Range range : ranges) {
      int axis = range.axis();
      int extent = dims[axis];
      dims[axis] = extent == 0 ? 0 : range.count(extent);
      base += dims[axis] == 0 ? 0 : range.first(extent) * strides[axis];
      strides[axis] *= range.step();
    }
    int start = base;
    call.charge(dims);
    return in.pick(dims, i -> start + Axes.offset(i, dims, strides));
  }

  static void split(Call call) {
    Literal in = call.known(0, "input");
    int axis = Axes.fromFront(call.attributes().integer("axis", 0), in.rank());
    int[] sizes = ArrangementOperators.splitSizes(call, axis);
    int start = 0;
    for (int i = 0; i < sizes.length; i++) {
      Slice.Range range = new Slice.Range(axis, start, start + sizes[i], 1);
      call.result(i, sliced(call, in, List.of(range)));
      start += sizes[i];
    }
  }

  static Literal gather(Call call) {
    Literal in = call.known(0, "input");
    int axis = Axes.fromFront(call.attributes().integer("axis", 0), in.rank());
    Literal indices = call.known(1, "indices");
    int[] places = ArrangementOperators.places(indices, in.dims()[axis]);
    int[] dims = ArrangementOperators.gatheredDims(in.dims(), axis, indices.dims());
    call.charge(dims);
    int inner = Literal.elements(Arrays.copyOfRange(in.dims(), axis + 1, in.rank()));
    int row = inner * in.dims()[axis];
    return in.pick(
        dims,
        i -> {
          int place = places[i / inner % places.length];
          return i / inner / places.length * row + place * inner + i % inner;
        });
  }

  static Literal expand(Call call) {
    Literal in = call.known(0, "input");
    return spread(call, in, Axes.broadcast(in.dims(), call.knownIndices(1, "shape")));
  }

  /// A tensor repeated to larger extents.
  static Literal spread(Call call, Literal in, int[] dims) {
    call.charge(dims);
    int[] strides = Axes.broadcastStrides(in.dims(), dims);
    return in.pick(dims, i -> Axes.offset(i, dims, strides));
  }

  static Literal tile(Call call) {
    Literal in = call.known(0, "input");
    int[] repeats = call.knownIndices(1, "repeats");
    if (repeats.length != in.rank()) {
      throw Refusal.malformed("%d repeats are expected, got %d", in.rank(), repeats.length);
    }
    int[] from = in.dims();
    int[] dims = in.dims();
    Arrays.setAll(dims, i -> Math.multiplyExact(from[i], repeats[i]));
    call.charge(dims);
    int[] strides = Axes.strides(from);
    return in.pick(
        dims,
        i -> {
          int offset = 0;
          int rest = i;
          for (int axis = dims.length - 1; axis >= 0; axis--) {
            offset += rest % dims[axis] % from[axis] * strides[axis];
            rest /= dims[axis];
          }
          return offset;
        });
  }
}
