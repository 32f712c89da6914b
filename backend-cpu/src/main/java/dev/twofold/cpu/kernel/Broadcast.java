package dev.twofold.cpu.kernel;

/// Arithmetic on two tensors whose extents of 1 are repeated.
public final class Broadcast {

  // A repeated axis has stride 0. Axes of extent 1 are dropped and neighbours merged where both
  // inputs allow it; the last axis that remains is a run: both advance, or one stays.
  //
  //     [56, 56, 144] + [56, 56, 144]   one run of 451584, strides 1 and 1
  //     [56, 56, 144] * [144]           3136 runs of 144, strides 1 and 1
  //     [144, 56, 56] * [144, 1, 1]     144 runs of 3136, strides 1 and 0

  private static final int LONGEST_RUN = 1 << 14;

  private final Kernels kernels;
  private final RowOps.Operation operation;
  private final int[] extents;
  private final int[] left;
  private final int[] right;

  /// Prepares the arithmetic for dense row-major inputs.
  ///
  /// @param a the extents of the left input
  /// @param b the extents of the right input, as many
  public Broadcast(Kernels kernels, RowOps.Operation operation, int[] a, int[] b) {
    int[] extent = new int[a.length + 1];
    int[] strideA = new int[a.length + 1];
    int[] strideB = new int[a.length + 1];
    int stepA = 1;
    int stepB = 1;
    int at = a.length + 1;
    for (int axis = a.length - 1; axis >= 0; axis--) {
      int length = Math.max(a[axis], b[axis]);
      int sa = a[axis] == 1 ? 0 : stepA;
      int sb = b[axis] == 1 ? 0 : stepB;
      stepA *= a[axis];
      stepB *= b[axis];
      if (length == 1) {
        continue;
      }
      boolean merges =
          at <= a.length
              && sa == strideA[at] * extent[at]
              && sb == strideB[at] * extent[at]
              && (long) length * extent[at] <= LONGEST_RUN;
      if (merges) {
        extent[at] *= length;
      } else {
        at--;
        extent[at] = length;
        strideA[at] = sa;
        strideB[at] = sb;
      }
    }
    if (at > a.length) {
      at--;
      extent[at] = 1;
    }
    int axes = a.length + 1 - at;
    this.kernels = kernels;
    this.operation = operation;
    this.extents = tail(extent, axes);
    this.left = tail(strideA, axes);
    this.right = tail(strideB, axes);
  }

  private static int[] tail(int[] array, int n) {
    int[] tail = new int[n];
    System.arraycopy(array, array.length - n, tail, 0, n);
    return tail;
  }

  /// The units of work.
  public int rows() {
    int rows = 1;
    for (int axis = 0; axis < extents.length - 1; axis++) {
      rows *= extents[axis];
    }
    return rows;
  }

  /// Computes some rows.
  ///
  /// @param a the left input from `a0`
  /// @param b the right input from `b0`
  /// @param out the output, dense, from `o0`
  /// @param from the first row of [#rows()]
  /// @param to the row after the last
  public void run(float[] a, int a0, float[] b, int b0, float[] out, int o0, int from, int to) {
    int last = extents.length - 1;
    int n = extents[last];
    for (int row = from; row < to; row++) {
      int ai = a0;
      int bi = b0;
      int place = row;
      for (int axis = last - 1; axis >= 0; axis--) {
        int i = place % extents[axis];
        place /= extents[axis];
        ai += i * left[axis];
        bi += i * right[axis];
      }
      int oi = o0 + row * n;
      if (left[last] == 0 && right[last] != 0) {
        kernels.rows().combineLeft(operation, a[ai], b, bi, out, oi, n);
      } else if (right[last] == 0) {
        kernels.rows().combineRight(operation, a, ai, b[bi], out, oi, n);
      } else {
        kernels.rows().combine(operation, a, ai, b, bi, out, oi, n);
      }
    }
  }
}
