package dev.twofold.cpu.kernel;

import java.util.Arrays;

/// The place of the largest element along one axis of a dense tensor.
public final class Largest {

  // [outer, length, inner] with the axis in the middle. Whole inner rows are compared with each
  // other, element by element, but where a row is one element, or the last of several equal
  // elements is wanted.

  private final Kernels kernels;
  private final int length;
  private final int inner;
  private final boolean last;

  /// Prepares the search.
  ///
  /// @param length the elements along the axis
  /// @param inner the elements of all axes behind it
  /// @param last whether the last of several equal elements is wanted, not the first
  public Largest(Kernels kernels, int length, int inner, boolean last) {
    this.kernels = kernels;
    this.length = length;
    this.inner = inner;
    this.last = last;
  }

  private boolean isByRows() {
    return inner > 1 && !last;
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return isByRows() ? inner : 0;
  }

  /// Searches some of the outer places.
  ///
  /// @param in the input from `i0`
  /// @param out the output from `o0`
  /// @param from the first outer place
  /// @param to the outer place after the last
  /// @param workspace scratch memory from `w0`
  public void run(
      float[] in, int i0, int[] out, int o0, int from, int to, float[] workspace, int w0) {
    for (int place = from; place < to; place++) {
      int i1 = i0 + place * length * inner;
      int o1 = o0 + place * inner;
      if (isByRows()) {
        rows(in, i1, out, o1, workspace, w0);
      } else {
        for (int i = 0; i < inner; i++) {
          out[o1 + i] = last ? last(in, i1 + i) : first(in, i1 + i);
        }
      }
    }
  }

  private void rows(float[] in, int i0, int[] out, int o0, float[] best, int b0) {
    RowOps rows = kernels.rows();
    System.arraycopy(in, i0, best, b0, inner);
    Arrays.fill(out, o0, o0 + inner, 0);
    for (int i = 1; i < length; i++) {
      rows.maxPlace(in, i0 + i * inner, i, best, b0, out, o0, inner);
    }
  }

  private int first(float[] in, int i0) {
    int place = 0;
    float best = in[i0];
    for (int i = 1; i < length; i++) {
      float x = in[i0 + i * inner];
      if (!(x <= best) && !Float.isNaN(best)) {
        best = x;
        place = i;
      }
    }
    return place;
  }

  private int last(float[] in, int i0) {
    int place = 0;
    float best = in[i0];
    for (int i = 1; i < length; i++) {
      float x = in[i0 + i * inner];
      if (!(x < best) && !Float.isNaN(best)) {
        best = x;
        place = i;
      }
    }
    return place;
  }
}
