package dev.twofold.onnx;

import java.util.Arrays;
import java.util.List;

/// Arithmetic on axes and extents.
final class Axes {

  private Axes() {}

  /// An axis counted from the front.
  ///
  /// @throws Refusal if a tensor of the rank has no such axis
  static int fromFront(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw Refusal.malformed("axis %d does not exist in a tensor of rank %d", axis, rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /// Axes counted from the front, in their order.
  ///
  /// @throws Refusal if one does not exist or stands twice
  static int[] fromFront(long[] axes, int rank) {
    int[] front = Arrays.stream(axes).mapToInt(axis -> fromFront(axis, rank)).toArray();
    if (Arrays.stream(front).distinct().count() != front.length) {
      throw Refusal.malformed("axes %s name one axis twice", Arrays.toString(axes));
    }
    return front;
  }

  /// The distance of two neighbours along each axis of a row-major tensor.
  static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  /// Where element `index` of a row-major tensor comes from in another.
  ///
  /// @param dims the extents of the tensor that is filled
  /// @param strides the distances in the other tensor, 0 where an element is repeated
  static int offset(int index, int[] dims, int[] strides) {
    int offset = 0;
    int rest = index;
    for (int i = dims.length - 1; i >= 0; i--) {
      offset += rest % dims[i] * strides[i];
      rest /= dims[i];
    }
    return offset;
  }

  /// The extents that two tensors broadcast to.
  ///
  /// @throws Refusal if they do not
  static int[] broadcast(int[] a, int[] b) {
    int[] dims = new int[Math.max(a.length, b.length)];
    for (int i = 1; i <= dims.length; i++) {
      int left = i <= a.length ? a[a.length - i] : 1;
      int right = i <= b.length ? b[b.length - i] : 1;
      if (left != right && left != 1 && right != 1) {
        throw Refusal.malformed(
            "%s and %s do not broadcast", Arrays.toString(a), Arrays.toString(b));
      }
      dims[dims.length - i] = left == 1 ? right : left;
    }
    return dims;
  }

  /// The distances with which a tensor is read that broadcasts to other extents.
  static int[] broadcastStrides(int[] from, int[] to) {
    int[] own = strides(from);
    int[] strides = new int[to.length];
    for (int i = 1; i <= from.length; i++) {
      strides[to.length - i] = from[from.length - i] == 1 ? 0 : own[from.length - i];
    }
    return strides;
  }

  static List<Integer> list(int... values) {
    return Arrays.stream(values).boxed().toList();
  }

  /// The extents that a tensor has after axes of extent 1 are inserted.
  static int[] unsqueezed(int[] dims, long[] axes) {
    int[] out = new int[dims.length + axes.length];
    for (int axis : fromFront(axes, out.length)) {
      out[axis] = -1;
    }
    int next = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] == -1 ? 1 : dims[next++];
    }
    return out;
  }

  /// The extents that a tensor has after axes of extent 1 are dropped.
  ///
  /// @param axes the axes; none drops all of extent 1
  static int[] squeezed(int[] dims, long[] axes) {
    boolean[] dropped = new boolean[dims.length];
    for (int axis : fromFront(axes, dims.length)) {
      dropped[axis] = true;
      if (dims[axis] != 1) {
        throw Refusal.malformed("axis %d of %s is not 1", axis, Arrays.toString(dims));
      }
    }
    int[] out = new int[dims.length];
    int count = 0;
    for (int i = 0; i < dims.length; i++) {
      if (axes.length == 0 ? dims[i] != 1 : !dropped[i]) {
        out[count++] = dims[i];
      }
    }
    return Arrays.copyOf(out, count);
  }
}
