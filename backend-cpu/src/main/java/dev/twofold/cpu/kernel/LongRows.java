package dev.twofold.cpu.kernel;

/// Matrix products without the Vector API whose rows are long enough for C2 to make vectors of plain
/// loops.
final class LongRows {

  // A row of sums at a time, or two, and four rows of weights added to it: four multiply-adds for a
  // load and a store of the sum (see Lines). Five times as fast as sums in registers with 576
  // columns, twice with 64; with fewer, what surrounds a loop of vectors takes longer than it.

  /// The fewest columns that are worth it.
  static final int FEWEST = 48;

  private LongRows() {}

  /// Panels of no more than a line, of about the same width.
  static Panels panels(int columns) {
    int count = (columns + Lines.LENGTH - 1) / Lines.LENGTH;
    int width = (columns + count - 1) / count;
    return Panels.rows(columns, width, count - 1, columns - (count - 1) * width);
  }

  /// The product of some rows with one panel.
  static void multiply(
      GemmShape shape, float[] a, int a0, PackedWeights w, int panel, float[] c, int c0, int rows) {
    Lines lines = Lines.own();
    float[] s = lines.sums[0];
    float[] t = lines.sums[1];
    int n = w.panels().width(panel);
    int row = 0;
    for (; row + 2 <= rows; row += 2) {
      start(w, panel, s, n);
      start(w, panel, t, n);
      two(shape, a, a0 + row * shape.lda(), w, panel, s, t, n);
      store(shape, s, n, c, c0 + row * shape.ldc());
      store(shape, t, n, c, c0 + (row + 1) * shape.ldc());
    }
    if (row < rows) {
      start(w, panel, s, n);
      one(shape, a, a0 + row * shape.lda(), w, panel, s, n);
      store(shape, s, n, c, c0 + row * shape.ldc());
    }
  }

  private static void two(
      GemmShape shape, float[] a, int a0, PackedWeights w, int panel, float[] s, float[] t, int n) {
    int a1 = a0 + shape.lda();
    int k = shape.k();
    int first = w.row(panel);
    float[][] rows = w.rows();
    int kk = 0;
    for (; kk + 4 <= k; kk += 4) {
      Lines.addFourTwice(
          s,
          t,
          n,
          rows,
          first + kk,
          a[a0 + kk],
          a[a0 + kk + 1],
          a[a0 + kk + 2],
          a[a0 + kk + 3],
          a[a1 + kk],
          a[a1 + kk + 1],
          a[a1 + kk + 2],
          a[a1 + kk + 3]);
    }
    for (; kk < k; kk++) {
      Lines.addRow(s, n, a[a0 + kk], rows[first + kk]);
      Lines.addRow(t, n, a[a1 + kk], rows[first + kk]);
    }
  }

  private static void one(
      GemmShape shape, float[] a, int a0, PackedWeights w, int panel, float[] s, int n) {
    int k = shape.k();
    int first = w.row(panel);
    float[][] rows = w.rows();
    int kk = 0;
    for (; kk + 4 <= k; kk += 4) {
      int at = a0 + kk;
      Lines.addFour(s, n, rows, first + kk, a[at], a[at + 1], a[at + 2], a[at + 3]);
    }
    for (; kk < k; kk++) {
      Lines.addRow(s, n, a[a0 + kk], rows[first + kk]);
    }
  }

  /// One row whose elements are wherever a table says, with one panel.
  static void taps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      PackedWeights w,
      int panel,
      float[] c,
      int c0) {
    float[] s = Lines.own().sums[0];
    int n = w.panels().width(panel);
    int first = w.row(panel);
    float[][] rows = w.rows();
    start(w, panel, s, n);
    int k = 0;
    for (; k + 4 <= taps.length; k += 4) {
      Lines.addFour(
          s,
          n,
          rows,
          first + k,
          a[a0 + taps[k]],
          a[a0 + taps[k + 1]],
          a[a0 + taps[k + 2]],
          a[a0 + taps[k + 3]]);
    }
    for (; k < taps.length; k++) {
      Lines.addRow(s, n, a[a0 + taps[k]], rows[first + k]);
    }
    store(shape, s, n, c, c0);
  }

  private static void start(PackedWeights w, int panel, float[] sums, int n) {
    System.arraycopy(w.bias(), w.biasOffset(panel), sums, 0, n);
  }

  private static void store(GemmShape shape, float[] sums, int n, float[] c, int c0) {
    if (shape.clips()) {
      Lines.clip(sums, n, shape.lo(), shape.hi());
    }
    System.arraycopy(sums, 0, c, c0, n);
  }
}
