package dev.twofold.cpu.kernel;

/// The right-hand matrix of a product, in the order in which the tiles read it, and the bias.
public final class PackedWeights {

  // Panel after panel, in each row after row:
  //
  //     columns  0 .. 63 | 64 .. 95        memory  row 0: 0..63, row 1: 0..63, ... row k-1: 0..63,
  //     row 0            |                         row 0: 64..95, ...
  //     row 1            |
  //
  // so that a tile reads one stream from front to back. For LongRows each row of a panel is an
  // array of its own.

  private final int k;
  private final Panels panels;
  private final float[] data;
  private final float[][] rows;
  private final float[] bias;

  private PackedWeights(int k, Panels panels, float[] data, float[][] rows, float[] bias) {
    this.k = k;
    this.panels = panels;
    this.data = data;
    this.rows = rows;
    this.bias = bias;
  }

  /// Packs a matrix.
  ///
  /// @param panels how its columns are cut, see [Gemm#panels]
  /// @param k its rows
  /// @param weights its elements
  /// @param bias one element per column, in an array that may hold more
  /// @param bias0 where the first of them is
  public static PackedWeights of(Panels panels, int k, Matrix weights, float[] bias, int bias0) {
    boolean inRows = panels.areInRows();
    float[] data = new float[inRows ? 0 : Math.multiplyExact(panels.paddedColumns(), k)];
    float[][] rows = new float[inRows ? Math.multiplyExact(panels.count(), k) : 0][];
    float[] ordered = new float[panels.paddedColumns()];
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int start = panels.first(panel);
      for (int row = 0; inRows && row < k; row++) {
        rows[panel * k + row] = new float[width];
      }
      for (int j = 0; j < width; j++) {
        int column = panels.column(panel, j);
        if (column >= 0) {
          ordered[start + j] = bias[bias0 + column];
          for (int row = 0; row < k; row++) {
            float[] to = inRows ? rows[panel * k + row] : data;
            to[inRows ? j : start * k + row * width + j] = weights.at(row, column);
          }
        }
      }
    }
    return new PackedWeights(k, panels, data, rows, ordered);
  }

  /// Packs another matrix over this one; the bias stays.
  ///
  /// @param matrix `k` rows of all columns, dense, from `m0`
  void replace(float[] matrix, int m0) {
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int tail = panels.tail(panel);
      int last = panels.last(panel);
      int more = panels.used(panel) - last;
      int from = m0 + panels.first(panel);
      int at = dataOffset(panel);
      for (int row = 0; row < k; row++, from += panels.columns()) {
        float[] to = panels.areInRows() ? rows[row(panel) + row] : data;
        int t0 = panels.areInRows() ? 0 : at + row * width;
        System.arraycopy(matrix, from, to, t0, tail);
        System.arraycopy(matrix, from + last, to, t0 + tail, more);
      }
    }
  }

  /// The rows of the matrix.
  public int k() {
    return k;
  }

  /// How the columns are cut.
  public Panels panels() {
    return panels;
  }

  /// The size in memory, in bytes.
  public long bytes() {
    long inRows = (long) rows.length / panels.count() * panels.columns();
    return 4L * (data.length + inRows + bias.length);
  }

  float[] data() {
    return data;
  }

  /// The rows of all panels, if they are arrays of their own.
  float[][] rows() {
    return rows;
  }

  /// The first row of a panel among [#rows()].
  int row(int panel) {
    return panel * k;
  }

  float[] bias() {
    return bias;
  }

  int dataOffset(int panel) {
    return biasOffset(panel) * k;
  }

  int biasOffset(int panel) {
    return panels.first(panel);
  }
}
