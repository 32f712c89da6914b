package dev.twofold.cpu.kernel;

import static dev.twofold.cpu.kernel.Arrays32.FRONT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// [Gathering], [Concatenation], [Resampling], [Broadcast] and [Softmax].
class MovementTest {

  private static int[] range(int n, int step) {
    int[] table = new int[n];
    for (int i = 0; i < n; i++) {
      table[i] = i * step;
    }
    return table;
  }

  @Test
  void gathering_transposedAxes_movesEveryElement() {
    // [2, 3, 5] -> [5, 2, 3]
    float[] in = Arrays32.fractions(30, 1);
    Gathering gathering = new Gathering(new int[][] {range(5, 1), range(2, 15), range(3, 5)}, 0);
    float[] out = Arrays32.output(30);
    gathering.run(Arrays32.padded(in, 2), 2, out, FRONT, 0, gathering.rows());
    float[] expected = new float[30];
    for (int i = 0; i < 30; i++) {
      expected[i] = in[i / 6 + i / 3 % 2 * 15 + i % 3 * 5];
    }
    Arrays32.assertExact(expected, out, "transposed");
  }

  @Test
  void gathering_negativeEntries_getTheFillValue() {
    // [4, 3] padded by one column in front and two rows behind.
    float[] in = Arrays32.fractions(12, 2);
    Gathering gathering = new Gathering(new int[][] {{0, 3, 6, 9, -1, -1}, {-1, 0, 1, 2}}, 7);
    float[] out = Arrays32.output(24);
    gathering.run(in, 0, out, FRONT, 0, gathering.rows());
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      expected[i] = i % 4 == 0 || i >= 16 ? 7 : in[i / 4 * 3 + i % 4 - 1];
    }
    Arrays32.assertExact(expected, out, "padded");
  }

  @Test
  void gathering_largeTables_rowsSplitAnywhere() {
    int rows = 40;
    int columns = 50;
    int channels = 70;
    int[] reversed = new int[rows];
    for (int i = 0; i < rows; i++) {
      reversed[i] = (rows - 1 - i) * columns * channels;
    }
    float[] in = Arrays32.fractions(rows * columns * channels, 3);
    Gathering gathering =
        new Gathering(new int[][] {reversed, range(columns, channels), range(channels, 1)}, 0);
    assertEquals(rows, gathering.rows());
    float[] out = Arrays32.output(in.length);
    for (int row = 0; row < rows; row += 7) {
      gathering.run(in, 0, out, FRONT, row, Math.min(rows, row + 7));
    }
    float[] expected = new float[in.length];
    int size = columns * channels;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(in, (rows - 1 - row) * size, expected, row * size, size);
    }
    Arrays32.assertExact(expected, out, "reversed");
  }

  @Test
  void concatenation_twoInputs_interleavesBlocks() {
    for (int left : new int[] {1, 3, 40}) {
      for (int right : new int[] {2, 33}) {
        float[] a = Arrays32.fractions(5 * left, 5);
        float[] b = Arrays32.fractions(5 * right, 6);
        int step = left + right;
        float[] out = Arrays32.output(5 * step);
        Concatenation.copy(a, 0, left, out, FRONT, step, left, 0, 2);
        Concatenation.copy(a, 0, left, out, FRONT, step, left, 2, 5);
        Concatenation.copy(b, 0, right, out, FRONT + left, step, right, 0, 5);
        float[] expected = new float[5 * step];
        for (int i = 0; i < expected.length; i++) {
          int j = i % step;
          expected[i] = j < left ? a[i / step * left + j] : b[i / step * right + j - left];
        }
        Arrays32.assertExact(expected, out, left + "+" + right);
      }
    }
  }

  @Test
  void resampling_halves_interpolatesExactly() {
    for (int channels : new int[] {1, 3, 17, 33}) {
      float[] in = Arrays32.whole(2 * 3 * 4 * channels, 7);
      Resampling.Axis rows =
          new Resampling.Axis(
              new int[] {0, 0, 1, 1, 2},
              new int[] {0, 1, 1, 2, 2},
              new float[] {0, .5f, 0, .5f, 0});
      Resampling.Axis columns =
          new Resampling.Axis(new int[] {0, 1, 3}, new int[] {1, 2, 3}, new float[] {.25f, .5f, 0});
      float[] expected = new float[2 * 5 * 3 * channels];
      for (int i = 0; i < expected.length; i++) {
        int c = i % channels;
        int x = i / channels % 3;
        int y = i / channels / 3 % 5;
        int image = i / channels / 15;
        double[] line = new double[2];
        for (int k = 0; k < 2; k++) {
          int at = (k == 0 ? rows.before() : rows.after())[y];
          int base = (image * 3 + at) * 4;
          float before = in[(base + columns.before()[x]) * channels + c];
          float after = in[(base + columns.after()[x]) * channels + c];
          line[k] = before + (after - before) * columns.weight()[x];
        }
        expected[i] = (float) (line[0] + (line[1] - line[0]) * rows.weight()[y]);
      }
      for (Kernels kernels : Arrays32.kernels()) {
        Resampling resampling = new Resampling(kernels, 3, 4, channels, rows, columns);
        float[] out = Arrays32.output(expected.length);
        resampling.run(Arrays32.padded(in, 1), 1, out, FRONT, 0, 6);
        resampling.run(Arrays32.padded(in, 1), 1, out, FRONT, 6, 10);
        Arrays32.assertExact(expected, out, "bilinear");
      }
    }
  }

  private static double apply(RowOps.Operation operation, double a, double b) {
    return switch (operation) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> (float) a / (float) b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case POW -> Math.pow(a, b);
      case EQUAL -> a == b ? 1 : 0;
      case LESS -> a < b ? 1 : 0;
      case GREATER -> a > b ? 1 : 0;
    };
  }

  private static void assertBroadcast(int[] a, int[] b) {
    int axes = a.length;
    int elements = 1;
    int sizeA = 1;
    int sizeB = 1;
    for (int axis = 0; axis < axes; axis++) {
      elements *= Math.max(a[axis], b[axis]);
      sizeA *= a[axis];
      sizeB *= b[axis];
    }
    float[] left = Arrays32.whole(sizeA, 8);
    float[] right = Arrays32.whole(sizeB, 9);
    for (RowOps.Operation operation : RowOps.Operation.values()) {
      float[] expected = new float[elements];
      for (int i = 0; i < elements; i++) {
        int place = i;
        int ai = 0;
        int bi = 0;
        int stepA = 1;
        int stepB = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
          int extent = Math.max(a[axis], b[axis]);
          int at = place % extent;
          place /= extent;
          ai += a[axis] == 1 ? 0 : at * stepA;
          bi += b[axis] == 1 ? 0 : at * stepB;
          stepA *= a[axis];
          stepB *= b[axis];
        }
        expected[i] = (float) apply(operation, left[ai], right[bi]);
      }
      for (Kernels kernels : Arrays32.kernels()) {
        Broadcast broadcast = new Broadcast(kernels, operation, a, b);
        float[] out = Arrays32.output(elements);
        int half = broadcast.rows() / 2;
        float[] copies = new float[3 + broadcast.workspaceElements()];
        broadcast.run(left, 0, right, 0, out, FRONT, 0, half, copies, 3);
        broadcast.run(left, 0, right, 0, out, FRONT, half, broadcast.rows(), copies, 3);
        String what = operation + java.util.Arrays.toString(a) + java.util.Arrays.toString(b);
        Arrays32.assertExact(expected, out, what);
      }
    }
  }

  @Test
  void broadcast_everyPattern_asDefined() {
    assertBroadcast(new int[] {2, 3, 3, 17}, new int[] {2, 3, 3, 17});
    assertBroadcast(new int[] {2, 3, 3, 17}, new int[] {1, 1, 1, 17});
    assertBroadcast(new int[] {2, 3, 3, 17}, new int[] {2, 1, 1, 17});
    assertBroadcast(new int[] {2, 3, 3, 17}, new int[] {1, 1, 1, 1});
    assertBroadcast(new int[] {1, 1, 1, 1}, new int[] {2, 3, 3, 17});
    assertBroadcast(new int[] {2, 17, 5, 5}, new int[] {1, 17, 1, 1});
    assertBroadcast(new int[] {1, 17, 1, 1}, new int[] {2, 17, 5, 5});
    assertBroadcast(new int[] {2, 17, 19, 17}, new int[] {2, 1, 1, 17});
    assertBroadcast(new int[] {3, 1, 1, 17}, new int[] {3, 13, 17, 17});
    assertBroadcast(new int[] {2, 1, 5, 1}, new int[] {1, 3, 1, 7});
    assertBroadcast(new int[] {1}, new int[] {1});
    assertBroadcast(new int[] {33}, new int[] {33});
    assertBroadcast(new int[] {}, new int[] {});
    assertBroadcast(new int[] {3, 200, 100}, new int[] {3, 200, 100});
  }

  private static void assertSoftmax(int outer, int length, int inner) {
    float[] in = Arrays32.fractions(outer * length * inner, 10);
    for (int i = 0; i < in.length; i++) {
      in[i] *= 20;
    }
    float[] expected = new float[in.length];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        double sum = 0;
        for (int pass = 0; pass < 2; pass++) {
          for (int j = 0; j < length; j++) {
            int at = (o * length + j) * inner + i;
            if (pass == 0) {
              sum += Math.exp(in[at]);
            } else {
              expected[at] = (float) (Math.exp(in[at]) / sum);
            }
          }
        }
      }
    }
    for (Kernels kernels : Arrays32.kernels()) {
      Softmax softmax = new Softmax(kernels, length, inner);
      float[] out = Arrays32.output(in.length);
      float[] workspace = Arrays32.workspace(softmax.workspaceElements() + 1);
      softmax.run(in, 0, out, FRONT, 0, outer / 2, workspace, 1);
      softmax.run(in, 0, out, FRONT, outer / 2, outer, workspace, 1);
      Arrays32.assertClose(expected, out, 1e-6, outer + "," + length + "," + inner);
    }
  }

  @Test
  void softmax_anyAxis_sumsToOne() {
    assertSoftmax(3, 1, 1);
    assertSoftmax(3, 17, 1);
    assertSoftmax(1, 1000, 1);
    assertSoftmax(3, 5, 7);
    assertSoftmax(2, 21, 33);
  }

  @Test
  void softmax_largeInputs_doNotOverflow() {
    for (Kernels kernels : Arrays32.kernels()) {
      float[] out = new float[3];
      new Softmax(kernels, 3, 1)
          .run(new float[] {1000, 1000, -1000}, 0, out, 0, 0, 1, new float[0], 0);
      assertArrayEquals(new float[] {.5f, .5f, 0}, out);
    }
  }
}
