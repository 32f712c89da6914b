package dev.twofold.cpu.kernel;

/// `exp(x) / sum(exp(x))` along one axis of a dense tensor.
public final class Softmax {

  // [outer, length, inner] with the axis in the middle. With inner = 1 a row is reduced to one
  // number at a time; else whole inner rows are folded into each other, element by element.

  private final Kernels kernels;
  private final int length;
  private final int inner;

  /// Prepares the function.
  ///
  /// @param length the elements along the axis
  /// @param inner the elements of all axes behind it
  public Softmax(Kernels kernels, int length, int inner) {
    this.kernels = kernels;
    this.length = length;
    this.inner = inner;
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return inner == 1 ? 0 : 2 * inner;
  }

  /// Computes some of the outer places.
  ///
  /// @param in the input from `i0`
  /// @param out the output from `o0`
  /// @param from the first outer place
  /// @param to the outer place after the last
  /// @param workspace scratch memory from `w0`
  public void run(
      float[] in, int i0, float[] out, int o0, int from, int to, float[] workspace, int w0) {
    int size = length * inner;
    for (int place = from; place < to; place++) {
      if (inner == 1) {
        row(in, i0 + place * size, out, o0 + place * size);
      } else {
        plane(in, i0 + place * size, out, o0 + place * size, workspace, w0);
      }
    }
  }

  private void row(float[] in, int i0, float[] out, int o0) {
    float max = in[i0];
    for (int i = 1; i < length; i++) {
      max = Math.max(max, in[i0 + i]);
    }
    float sum = kernels.rows().expSum(in, i0, max, out, o0, length);
    kernels.rows().combineRight(RowOps.Operation.DIV, out, o0, sum, out, o0, length);
  }

  private void plane(float[] in, int i0, float[] out, int o0, float[] workspace, int max) {
    RowOps rows = kernels.rows();
    int sum = max + inner;
    System.arraycopy(in, i0, workspace, max, inner);
    for (int i = 1; i < length; i++) {
      rows.max(workspace, max, in, i0 + i * inner, workspace, max, inner);
    }
    for (int i = 0; i < length; i++) {
      int at = o0 + i * inner;
      rows.exp(in, i0 + i * inner, workspace, max, out, at, inner);
      if (i == 0) {
        System.arraycopy(out, at, workspace, sum, inner);
      } else {
        rows.combine(RowOps.Operation.ADD, workspace, sum, out, at, workspace, sum, inner);
      }
    }
    for (int i = 0; i < length; i++) {
      int at = o0 + i * inner;
      rows.combine(RowOps.Operation.DIV, out, at, workspace, sum, out, at, inner);
    }
  }
}
