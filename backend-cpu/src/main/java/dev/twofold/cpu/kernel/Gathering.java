package dev.twofold.cpu.kernel;

/// Copies elements to other places: slicing, padding, transposing and nearest-neighbour resampling
/// are all the same thing.
public final class Gathering {

  // Output [i, j, k] is input [a[i] + b[j] + c[k]], with one table of offsets per axis of the
  // output in memory order. A negative entry stands for the fill value. Trailing axes are merged
  // while their joint table stays small, and the last table is cut into runs of adjacent inputs, so
  // that whole rows are copied at once where the tables allow it.

  private static final int LARGEST_TABLE = 1 << 16;
  private static final int SHORT_COPY = 32;

  private final int[][] outer;
  private final int inner;
  private final int[] runStart;
  private final int[] runLength;
  private final int[] runSource;
  private final float fill;

  /// A copy of the elements that the tables name.
  ///
  /// @param tables for each axis of the output, outermost first, the offset in the input of each of
  ///   its places, or -1 for the fill value; at least one axis
  /// @param fill what a place with a negative entry gets
  public Gathering(int[][] tables, float fill) {
    int last = tables.length - 1;
    int[] table = tables[last];
    while (last > 0 && (long) tables[last - 1].length * table.length <= LARGEST_TABLE) {
      last--;
      table = merge(tables[last], table);
    }
    this.outer = new int[last][];
    System.arraycopy(tables, 0, outer, 0, last);
    this.inner = table.length;
    this.fill = fill;
    int runs = 0;
    for (int i = 0; i < inner; i++) {
      runs += i == 0 || !continues(table, i) ? 1 : 0;
    }
    this.runStart = new int[runs];
    this.runLength = new int[runs];
    this.runSource = new int[runs];
    int run = -1;
    for (int i = 0; i < inner; i++) {
      if (i == 0 || !continues(table, i)) {
        run++;
        runStart[run] = i;
        runSource[run] = table[i];
      }
      runLength[run]++;
    }
  }

  private static int[] merge(int[] before, int[] after) {
    int[] merged = new int[before.length * after.length];
    for (int i = 0; i < merged.length; i++) {
      int left = before[i / after.length];
      int right = after[i % after.length];
      merged[i] = left < 0 || right < 0 ? -1 : left + right;
    }
    return merged;
  }

  private static boolean continues(int[] table, int i) {
    return table[i] < 0 ? table[i - 1] < 0 : table[i - 1] >= 0 && table[i] == table[i - 1] + 1;
  }

  /// The units of work.
  public int rows() {
    int rows = 1;
    for (int[] table : outer) {
      rows *= table.length;
    }
    return rows;
  }

  /// Copies some rows.
  ///
  /// @param in the input from `i0`
  /// @param out the output from `o0`
  /// @param from the first row of [#rows()]
  /// @param to the row after the last
  public void run(float[] in, int i0, float[] out, int o0, int from, int to) {
    for (int row = from; row < to; row++) {
      int source = i0;
      boolean inside = true;
      int place = row;
      for (int axis = outer.length - 1; axis >= 0; axis--) {
        int entry = outer[axis][place % outer[axis].length];
        place /= outer[axis].length;
        inside &= entry >= 0;
        source += entry;
      }
      row(in, source, inside, out, o0 + row * inner);
    }
  }

  private void row(float[] in, int source, boolean inside, float[] out, int o0) {
    for (int run = 0; run < runStart.length; run++) {
      int at = o0 + runStart[run];
      int n = runLength[run];
      if (!inside || runSource[run] < 0) {
        for (int i = 0; i < n; i++) {
          out[at + i] = fill;
        }
      } else if (n >= SHORT_COPY) {
        System.arraycopy(in, source + runSource[run], out, at, n);
      } else {
        for (int i = 0; i < n; i++) {
          out[at + i] = in[source + runSource[run] + i];
        }
      }
    }
  }
}
