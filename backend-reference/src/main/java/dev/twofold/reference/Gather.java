package dev.twofold.reference;

import dev.twofold.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Which input element each output element is taken from, for layers that only move elements.
final class Gather {

  /*
   * The axes are independent: the source of output element (i, j, ...) lies at
   * table[0][i] + table[1][j] + ..., where a table holds, per output coordinate, the source's
   * coordinate times its stride in the input. A negative entry means that there is no source.
   */

  /// Said of an output element that is taken from nowhere.
  static final int NOWHERE = -1;

  private final int[][] tables;

  private Gather(int[][] tables) {
    this.tables = tables;
  }

  /// Tells the input coordinate for an output coordinate on one axis, or a negative number if there
  /// is none.
  interface Rule {
    int source(int axis, int coordinate);
  }

  /// A gather in which output axis `i` runs along input axis `i`.
  static Gather of(Shape in, Shape out, Rule rule) {
    return of(in, IntStream.range(0, in.rank()).toArray(), out, rule);
  }

  /// A gather in which output axis `i` runs along input axis `axes[i]`.
  static Gather of(Shape in, int[] axes, Shape out, Rule rule) {
    int[][] tables = new int[out.rank()][];
    for (int axis = 0; axis < tables.length; axis++) {
      int stride = stride(in, axes[axis]);
      tables[axis] = new int[out.dim(axis)];
      for (int i = 0; i < tables[axis].length; i++) {
        int source = rule.source(axis, i);
        tables[axis][i] = source < 0 ? NOWHERE : source * stride;
      }
    }
    return new Gather(tables);
  }

  /// Shapes aligned at their last axis, extents of 1 repeated.
  static Gather broadcast(Shape in, Shape out) {
    int[] dims = new int[out.rank()];
    int missing = out.rank() - in.rank();
    Arrays.fill(dims, 0, missing, 1);
    System.arraycopy(in.dims(), 0, dims, missing, in.rank());
    return of(Shape.of(dims), out, (axis, i) -> dims[axis] == 1 ? 0 : i);
  }

  private static int stride(Shape shape, int axis) {
    int stride = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      stride *= shape.dim(i);
    }
    return stride;
  }

  /// The place of an output element's source in the input, or [#NOWHERE].
  ///
  /// @param index the element's place in the output, row-major
  int source(int index) {
    int rest = index;
    int place = 0;
    for (int axis = tables.length - 1; axis >= 0; axis--) {
      int[] table = tables[axis];
      int offset = table[rest % table.length];
      if (offset < 0) {
        return NOWHERE;
      }
      place += offset;
      rest /= table.length;
    }
    return place;
  }
}
