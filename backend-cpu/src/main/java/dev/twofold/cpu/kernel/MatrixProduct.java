package dev.twofold.cpu.kernel;

import java.util.Arrays;

/// Products of two stacks of matrices that both flow: `[..., M, K]` times `[..., K, N]`, where
/// leading axes are repeated.
public final class MatrixProduct {

  // The tiles want their right-hand matrix packed, so each part of the work packs it when it comes
  // to a product: one copy for M multiply-adds. Packed matrices are objects, of which a run may
  // make none, so they are kept here: as many as parts were ever at work at once.

  private final Kernels kernels;
  private final Runs stack;
  private final int rows;
  private final int inner;
  private final int columns;
  private final GemmShape shape;
  private final Finish rest;
  private final Panels panels;
  private PackedWeights[] idle = {};
  private int idleCount;

  /// Prepares the products of dense row-major matrices.
  ///
  /// @param a the extents of the left stack, without those of the matrices
  /// @param b the extents of the right stack, as many
  /// @param rows `M`
  /// @param inner `K`
  /// @param columns `N`
  public MatrixProduct(
      Kernels kernels, int[] a, int[] b, int rows, int inner, int columns, Finish finish) {
    this.kernels = kernels;
    this.stack = new Runs(a, b);
    this.rows = rows;
    this.inner = inner;
    this.columns = columns;
    this.shape = new GemmShape(inner, inner, columns, finish.lo(), finish.hi());
    this.rest = finish.afterClip();
    this.panels = kernels.gemm().panels(inner, columns);
  }

  private PackedWeights pack() {
    return PackedWeights.of(panels, inner, (_, _) -> 0, new float[columns], 0);
  }

  /// The rows of all products.
  public int units() {
    return stack.count() * stack.length() * rows;
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return kernels.gemm().scratchElements();
  }

  /// Computes some rows.
  ///
  /// @param a the left matrices from `a0`
  /// @param b the right matrices from `b0`
  /// @param residual the residual from `r0`, if the finish adds one
  /// @param out the products from `o0`
  /// @param from the first row of [#units()]
  /// @param to the row after the last
  /// @param workspace scratch memory from `w0`
  public void run(
      float[] a,
      int a0,
      float[] b,
      int b0,
      float[] residual,
      int r0,
      float[] out,
      int o0,
      int from,
      int to,
      float[] workspace,
      int w0) {
    PackedWeights packed = borrow();
    int before = -1;
    int end;
    for (int row = from; row < to; row = end) {
      int matrix = row / rows;
      end = Math.min(to, (matrix + 1) * rows);
      int right = b0 + place(1, matrix) * inner * columns;
      if (right != before) {
        packed.replace(b, right);
        before = right;
      }
      int left = a0 + (place(0, matrix) * rows + row % rows) * inner;
      int c0 = o0 + row * columns;
      kernels
          .gemm()
          .multiply(shape, a, left, packed, 0, panels.count(), out, c0, end - row, workspace, w0);
      if (!rest.isNone()) {
        int n = (end - row) * columns;
        kernels.rows().finish(rest, out, c0, residual, r0 + row * columns, n);
      }
    }
    giveBack(packed);
  }

  /// The place of a product's matrix in a stack.
  private int place(int input, int matrix) {
    int run = matrix / stack.length();
    int advanced = stack.stays(input) ? 0 : matrix % stack.length();
    return stack.start(input, run) + advanced;
  }

  private synchronized PackedWeights borrow() {
    return idleCount == 0 ? pack() : idle[--idleCount];
  }

  private synchronized void giveBack(PackedWeights packed) {
    if (idleCount == idle.length) {
      idle = Arrays.copyOf(idle, 2 * idleCount + 1);
    }
    idle[idleCount++] = packed;
  }
}
