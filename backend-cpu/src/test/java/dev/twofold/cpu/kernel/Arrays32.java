package dev.twofold.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Random;

/// Test data, and outputs with sentinels on both sides.
final class Arrays32 {

  /// Elements in front of every output.
  static final int FRONT = 5;

  private static final int BACK = 7;
  private static final float SENTINEL = -12345.5f;

  private Arrays32() {}

  static List<Kernels> kernels() {
    return List.of(new VectorKernels(), new ScalarKernels(), cold());
  }

  /// Vector kernels of which nothing is compiled.
  static WarmingKernels cold() {
    WarmingKernels kernels = new WarmingKernels(new VectorKernels());
    for (WarmingKernels.Part part : WarmingKernels.Part.values()) {
      for (int width = 0; width <= 4 * Species.WIDE_LENGTH; width++) {
        kernels.cold(part, width);
      }
    }
    return kernels;
  }

  /// Whole numbers from -3 to 3: every sum of their products is exact.
  static float[] whole(int n, long seed) {
    Random random = new Random(seed);
    float[] array = new float[n];
    for (int i = 0; i < n; i++) {
      array[i] = random.nextInt(7) - 3;
    }
    return array;
  }

  /// Numbers from -1 to 1.
  static float[] fractions(int n, long seed) {
    Random random = new Random(seed);
    float[] array = new float[n];
    for (int i = 0; i < n; i++) {
      array[i] = random.nextFloat() * 2 - 1;
    }
    return array;
  }

  /// The array moved back by `front` elements, NaN around it: what is read wrongly shows.
  static float[] padded(float[] array, int front) {
    float[] padded = new float[array.length + front + BACK];
    java.util.Arrays.fill(padded, Float.NaN);
    System.arraycopy(array, 0, padded, front, array.length);
    return padded;
  }

  /// Room for an output of `n` elements from [#FRONT], filled with sentinels.
  static float[] output(int n) {
    float[] out = new float[FRONT + n + BACK];
    java.util.Arrays.fill(out, SENTINEL);
    return out;
  }

  /// Scratch memory full of NaN.
  static float[] workspace(int n) {
    float[] workspace = new float[n];
    java.util.Arrays.fill(workspace, Float.NaN);
    return workspace;
  }

  /// The output is exactly as expected and its surroundings are untouched.
  static void assertExact(float[] expected, float[] out, String what) {
    assertSurroundings(expected.length, out, what);
    for (int i = 0; i < expected.length; i++) {
      float got = out[FRONT + i];
      if (got != expected[i] && !(Float.isNaN(got) && Float.isNaN(expected[i]))) {
        fail(what + ": element " + i + " is " + got + ", expected " + expected[i]);
      }
    }
  }

  /// As [#assertExact] within a tolerance relative to the size of the numbers, at least 1.
  static void assertClose(float[] expected, float[] out, double tolerance, String what) {
    assertSurroundings(expected.length, out, what);
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs((double) out[FRONT + i] - expected[i]);
      if (!(error <= tolerance * Math.max(1, Math.abs(expected[i])))) {
        fail(what + ": element " + i + " is " + out[FRONT + i] + ", expected " + expected[i]);
      }
    }
  }

  private static void assertSurroundings(int n, float[] out, String what) {
    for (int i = 0; i < FRONT; i++) {
      assertEquals(SENTINEL, out[i], what + ": written in front");
    }
    for (int i = FRONT + n; i < out.length; i++) {
      assertEquals(SENTINEL, out[i], what + ": written behind");
    }
  }

  static ConvGeometry geometry(
      int n,
      int ih,
      int iw,
      int ic,
      int oc,
      int kernel,
      int stride,
      int pad,
      int dilation,
      int groups) {
    int span = dilation * (kernel - 1) + 1;
    int oh = (ih + 2 * pad - span) / stride + 1;
    int ow = (iw + 2 * pad - span) / stride + 1;
    return new ConvGeometry(
        n, ih, iw, ic, oh, ow, oc, kernel, kernel, stride, stride, pad, pad, dilation, dilation,
        groups);
  }
}
