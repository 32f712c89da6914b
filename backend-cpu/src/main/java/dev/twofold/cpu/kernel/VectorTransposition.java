package dev.twofold.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Transposes matrices with vectors.
final class VectorTransposition implements Transposition {

  // Blocks of L x L elements are turned in registers: L loads of whole vectors, log2(L) rounds of
  // exchanges, L stores of whole vectors. So every line is touched once, which matters more than
  // the instructions saved: planes of 128 x 128 floats begin 64 KB apart, and of 16 lines at such
  // distances a first cache holds 8. What is left at the edges is done by blocks moved back into
  // the matrix, which store the same once more.
  //
  // The inner loop runs along the longer side, so that one of the two streams is sequential. 16
  // channels of 128 x 128 to NHWC take 47 us (280 element by element), 32 channels back 132 us
  // (280).

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final VectorSpecies<Integer> I = Species.WIDE_INTS;
  private static final int L = Species.WIDE_LENGTH;

  /// The lanes of two vectors of which the second begins in the last lane of the first.
  private static final int[] EVEN_LANES = evenLanes();

  private final ScalarTransposition scalar = new ScalarTransposition();

  @Override
  public void run(
      float[] in,
      int i0,
      int rows,
      int columns,
      float[] out,
      int o0,
      int rowFrom,
      int rowTo,
      int columnFrom,
      int columnTo) {
    int lastRow = rowTo - L;
    int lastColumn = columnTo - L;
    boolean fits = L == Block16.LANES || L == Block8.LANES;
    if (!fits || lastRow < rowFrom || lastColumn < columnFrom) {
      scalar.run(in, i0, rows, columns, out, o0, rowFrom, rowTo, columnFrom, columnTo);
    } else if (columnTo - columnFrom > rowTo - rowFrom) {
      for (int r = rowFrom; r < rowTo; r += L) {
        int row = Math.min(r, lastRow);
        for (int c = columnFrom; c < columnTo; c += L) {
          block(in, i0, rows, columns, out, o0, row, Math.min(c, lastColumn));
        }
      }
    } else {
      for (int c = columnFrom; c < columnTo; c += L) {
        int column = Math.min(c, lastColumn);
        for (int r = rowFrom; r < rowTo; r += L) {
          block(in, i0, rows, columns, out, o0, Math.min(r, lastRow), column);
        }
      }
    }
  }

  private static int[] evenLanes() {
    int[] lanes = new int[L];
    for (int lane = 0; lane < L; lane++) {
      lanes[lane] = 2 * lane < L ? 2 * lane : 2 * lane + 1;
    }
    return lanes;
  }

  @Override
  public void everySecond(float[] in, int i0, float[] out, int o0, int n) {
    if (n < L) {
      scalar.everySecond(in, i0, out, o0, n);
      return;
    }
    IntVector even = IntVector.fromArray(I, EVEN_LANES, 0);
    int last = n - L;
    for (int i = 0; i < n; i += L) {
      int at = Math.min(i, last);
      IntVector a = FloatVector.fromArray(F, in, i0 + 2 * at).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(F, in, i0 + 2 * at + L - 1).reinterpretAsInts();
      even.selectFrom(a, b).reinterpretAsFloats().intoArray(out, o0 + at);
    }
  }

  private static void block(
      float[] in, int i0, int rows, int columns, float[] out, int o0, int row, int column) {
    int from = i0 + row * columns + column;
    int to = o0 + column * rows + row;
    if (L == Block16.LANES) {
      Block16.turn(in, from, columns, out, to, rows);
    } else {
      Block8.turn(in, from, columns, out, to, rows);
    }
  }
}
