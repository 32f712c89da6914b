package dev.twofold.cpu.kernel;

import java.util.Arrays;

/// A choice between two tensors by a third, whose extents of 1 are repeated.
public final class Selection {

  // What has one element for all of a run is written out into workspace, a piece at a time, so that
  // one loop does for all.

  private static final int PIECE = 256;
  private static final int INPUTS = 3;

  private final Kernels kernels;
  private final Runs runs;

  /// Prepares the choice for dense row-major inputs.
  ///
  /// @param which the extents of the input that chooses
  /// @param a the extents of what is taken where that is not 0, as many
  /// @param b the extents of what is taken where it is 0, as many
  public Selection(Kernels kernels, int[] which, int[] a, int[] b) {
    this.kernels = kernels;
    this.runs = new Runs(which, a, b);
  }

  /// The units of work.
  public int rows() {
    return runs.count();
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return INPUTS * PIECE;
  }

  /// Chooses the elements of some rows.
  ///
  /// @param which the input that chooses, from `c0`
  /// @param a what is taken where that is not 0, from `a0`
  /// @param b what is taken where it is 0, from `b0`
  /// @param out the output, dense, from `o0`
  /// @param from the first row of [#rows()]
  /// @param to the row after the last
  /// @param workspace scratch memory from `w0`
  public void run(
      float[] which,
      int c0,
      float[] a,
      int a0,
      float[] b,
      int b0,
      float[] out,
      int o0,
      int from,
      int to,
      float[] workspace,
      int w0) {
    int n = runs.length();
    boolean staysC = runs.stays(0);
    boolean staysA = runs.stays(1);
    boolean staysB = runs.stays(2);
    float[] fromC = staysC ? workspace : which;
    float[] fromA = staysA ? workspace : a;
    float[] fromB = staysB ? workspace : b;
    for (int row = from; row < to; row++) {
      int ci = c0 + runs.start(0, row);
      int ai = a0 + runs.start(1, row);
      int bi = b0 + runs.start(2, row);
      int wa = w0 + PIECE;
      int wb = wa + PIECE;
      repeat(staysC, which, ci, n, workspace, w0);
      repeat(staysA, a, ai, n, workspace, wa);
      repeat(staysB, b, bi, n, workspace, wb);
      for (int i = 0; i < n; i += PIECE) {
        int ct = staysC ? w0 : ci + i;
        int at = staysA ? wa : ai + i;
        int bt = staysB ? wb : bi + i;
        int some = Math.min(PIECE, n - i);
        kernels.rows().select(fromC, ct, fromA, at, fromB, bt, out, o0 + row * n + i, some);
      }
    }
  }

  private static void repeat(boolean stays, float[] x, int x0, int n, float[] workspace, int w0) {
    if (stays) {
      Arrays.fill(workspace, w0, w0 + Math.min(PIECE, n), x[x0]);
    }
  }
}
