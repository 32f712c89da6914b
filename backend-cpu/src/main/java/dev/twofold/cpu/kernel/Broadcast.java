package dev.twofold.cpu.kernel;

/// Arithmetic on two tensors whose extents of 1 are repeated.
public final class Broadcast {

  private final Kernels kernels;
  private final RowOps.Operation operation;
  private final Runs runs;
  private final Staying staying;

  /// Which input has one element for all of a run.
  public enum Staying {
    /// Both advance.
    NEITHER,
    /// The left one.
    LEFT,
    /// The right one.
    RIGHT
  }

  /// Prepares the arithmetic for dense row-major inputs.
  ///
  /// @param a the extents of the left input
  /// @param b the extents of the right input, as many
  public Broadcast(Kernels kernels, RowOps.Operation operation, int[] a, int[] b) {
    this.kernels = kernels;
    this.operation = operation;
    this.runs = new Runs(a, b);
    this.staying = runs.stays(1) ? Staying.RIGHT : runs.stays(0) ? Staying.LEFT : Staying.NEITHER;
  }

  /// The units of work.
  public int rows() {
    return runs.count();
  }

  /// Which input has one element for all of a row.
  public Staying staying() {
    return staying;
  }

  /// Computes some rows.
  ///
  /// @param a the left input from `a0`
  /// @param b the right input from `b0`
  /// @param out the output, dense, from `o0`
  /// @param from the first row of [#rows()]
  /// @param to the row after the last
  public void run(float[] a, int a0, float[] b, int b0, float[] out, int o0, int from, int to) {
    RowOps rows = kernels.rows();
    int n = runs.length();
    for (int row = from; row < to; row++) {
      int ai = a0 + runs.start(0, row);
      int bi = b0 + runs.start(1, row);
      int oi = o0 + row * n;
      switch (staying) {
        case NEITHER -> rows.combine(operation, a, ai, b, bi, out, oi, n);
        case LEFT -> rows.combineLeft(operation, a[ai], b, bi, out, oi, n);
        case RIGHT -> rows.combineRight(operation, a, ai, b[bi], out, oi, n);
      }
    }
  }
}
