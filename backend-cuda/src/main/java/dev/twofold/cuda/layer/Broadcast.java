package dev.twofold.cuda.layer;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the elements of an output run along operands that repeat their extents of 1.
///
/// @param axes the axes that remain, innermost first
record Broadcast(List<Axis> axes) {

  /*
   * Axes in the order of the output's memory, each with the strides of all operands in theirs; a
   * repeated axis has stride 0. So an operand of another memory order is but one of other strides. Axes
   * of extent 1 are dropped and neighbours merged where all operands allow it; the innermost that
   * remains is the columns of the walk.
   *
   *     [56, 56, 144] + [56, 56, 144]   one axis of 451584, strides 1 and 1
   *     [56, 56, 144] * [144]           3136 of strides 144 and 0, 144 of strides 1 and 1
   */

  /// One axis.
  ///
  /// @param extent its extent
  /// @param strides the distance of two neighbours in each operand, in elements
  record Axis(int extent, int[] strides) {

    /// Whether this axis goes on where one inside it ends.
    private boolean continues(Axis inner) {
      for (int k = 0; k < strides.length; k++) {
        if (strides[k] != inner.strides[k] * inner.extent) {
          return false;
        }
      }
      return true;
    }
  }

  static Broadcast of(Shape out, List<Shape> operands) {
    List<int[]> strides = operands.stream().map(shape -> strides(shape, out.rank())).toList();
    Layout layout = MemoryOrder.of(out);
    List<Axis> axes = new ArrayList<>();
    for (int place = out.rank() - 1; place >= 0; place--) {
      int axis = MemoryOrder.axis(place, layout);
      int[] steps = strides.stream().mapToInt(stride -> stride[axis]).toArray();
      add(axes, new Axis(out.dim(axis), steps));
    }
    if (axes.isEmpty()) {
      axes.add(new Axis(1, new int[operands.size()]));
    }
    return new Broadcast(List.copyOf(axes));
  }

  private static void add(List<Axis> axes, Axis axis) {
    if (axis.extent == 1) {
      return;
    }
    if (!axes.isEmpty() && axis.continues(axes.getLast())) {
      Axis inner = axes.removeLast();
      axes.add(new Axis(inner.extent * axis.extent, inner.strides));
    } else {
      axes.add(axis);
    }
  }

  /// The strides of an operand along the output's logical axes, which are aligned at the last.
  private static int[] strides(Shape shape, int rank) {
    int missing = rank - shape.rank();
    int[] own = MemoryOrder.strides(shape);
    int[] strides = new int[rank];
    for (int axis = missing; axis < rank; axis++) {
      strides[axis] = shape.dim(axis - missing) == 1 ? 0 : own[axis - missing];
    }
    return strides;
  }

  /// The extent of the innermost axis.
  int columns() {
    return axes.getFirst().extent;
  }

  /// The strides along the innermost axis.
  int[] steps() {
    return axes.getFirst().strides;
  }

  /// The axes around the innermost.
  List<Axis> outer() {
    return axes.subList(1, axes.size());
  }

  /// The product of the extents of the axes around the innermost.
  int rows() {
    return outer().stream().mapToInt(Axis::extent).reduce(1, (a, b) -> a * b);
  }

  /// Whether four columns at a time are one load of every operand, or one element.
  boolean inFours() {
    boolean fours = columns() % 4 == 0 && Arrays.stream(steps()).allMatch(step -> step <= 1);
    for (Axis axis : outer()) {
      for (int k = 0; k < axis.strides.length; k++) {
        fours &= steps()[k] == 0 || axis.strides[k] % 4 == 0;
      }
    }
    return fours;
  }

  /// The table that the kernels read: extent and strides of every outer axis. Never empty.
  int[] table() {
    List<Integer> table = new ArrayList<>();
    for (Axis axis : outer()) {
      table.add(axis.extent);
      Arrays.stream(axis.strides).forEach(table::add);
    }
    return table.isEmpty() ? new int[1] : table.stream().mapToInt(Integer::intValue).toArray();
  }
}
