package dev.twofold.cpu.kernel;

import static dev.twofold.cpu.kernel.Arrays32.FRONT;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranspositionTest {

  private static float[] turned(float[] in, int rows, int columns) {
    float[] out = new float[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i % columns * rows + i / columns] = in[i];
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64})
  void run_awkwardSizes_movesEveryElement(int rows) {
    for (Kernels kernels : Arrays32.kernels()) {
      for (int columns : new int[] {1, 2, 7, 8, 9, 15, 16, 17, 32, 49}) {
        float[] in = Arrays32.fractions(rows * columns, 4);
        float[] out = Arrays32.output(in.length);
        kernels
            .transposition()
            .run(Arrays32.padded(in, 3), 3, rows, columns, out, FRONT, 0, rows, 0, columns);
        Arrays32.assertExact(turned(in, rows, columns), out, kernels + " " + rows + "x" + columns);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 16, 33, 50})
  void run_inParts_writesItsPartOnly(int rows) {
    int columns = 45;
    for (Kernels kernels : Arrays32.kernels()) {
      for (int row : new int[] {1, rows / 2}) {
        for (int column : new int[] {1, 16, 29}) {
          float[] in = Arrays32.fractions(rows * columns, 5);
          float[] expected = turned(in, rows, columns);
          float[] out = Arrays32.output(in.length);
          Transposition turn = kernels.transposition();
          turn.run(in, 0, rows, columns, out, FRONT, 0, row, 0, column);
          turn.run(in, 0, rows, columns, out, FRONT, row, rows, column, columns);
          for (int i = 0; i < expected.length; i++) {
            boolean done = i % rows < row == i / rows < column;
            expected[i] = done ? expected[i] : Arrays32.output(0)[0];
          }
          Arrays32.assertExact(expected, out, kernels + " " + rows + " in parts");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7FC00001, 0xFFA12345, 0x80000000, 1, 0x7F800000})
  void run_anyBits_keepsThem(int bits) {
    for (Kernels kernels : Arrays32.kernels()) {
      float[] in = new float[33 * 17];
      java.util.Arrays.fill(in, Float.intBitsToFloat(bits));
      float[] out = new float[in.length];
      kernels.transposition().run(in, 0, 33, 17, out, 0, 0, 33, 0, 17);
      for (float element : out) {
        org.junit.jupiter.api.Assertions.assertEquals(bits, Float.floatToRawIntBits(element));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 112, 113})
  void everySecond_atTheArraysEnds_takesThoseOnly(int n) {
    for (Kernels kernels : Arrays32.kernels()) {
      float[] in = Arrays32.fractions(2 * n - 1, 6);
      float[] expected = new float[n];
      for (int i = 0; i < n; i++) {
        expected[i] = in[2 * i];
      }
      float[] out = Arrays32.output(n);
      kernels.transposition().everySecond(in, 0, out, FRONT, n);
      Arrays32.assertExact(expected, out, kernels + " every second of " + n);
    }
  }
}
