package dev.twofold.cpu.kernel;

/// What one thread needs to have C2 make vectors of plain loops.
final class Lines {

  // C2 makes vectors of a plain loop only where it sees that what one iteration writes no later one
  // reads. Of two arrays it sees that where both are read and written at the loop's own index, with
  // nothing added to it; a destination inside a larger array, at an offset that it does not know,
  // is enough for it to leave the loop as it is. So sums and what goes into them lie in arrays of
  // their own, from 0 on. Kernels have no such memory but this, once per thread.

  /// The elements of a line.
  static final int LENGTH = 256;

  /// The largest window that has lines for all its elements, in elements.
  static final int MOST_TAPS = 25;

  private static final ThreadLocal<Lines> OWN = ThreadLocal.withInitial(Lines::new);

  /// Sums of two rows.
  final float[][] sums = new float[2][LENGTH];

  /// Inputs, one for each element of a window.
  final float[][] inputs = new float[MOST_TAPS][LENGTH];

  /// Weights, one for each element of a window.
  final float[][] weights = new float[MOST_TAPS][LENGTH];

  private Lines() {}

  /// The lines of the calling thread.
  static Lines own() {
    return OWN.get();
  }

  /// `sums = clip(sums)` for `n` elements; a bound stays what it is, and NaN stays NaN.
  static void clip(float[] sums, int n, float lo, float hi) {
    for (int i = 0; i < n; i++) {
      sums[i] = Math.max(lo, Math.min(hi, sums[i]));
    }
  }

  /// `sums += x * w` for `n` elements.
  static void add(float[] sums, int n, float[] x, float[] w) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[i] * w[i];
    }
  }

  /// As [#add] three times, one behind the other.
  static void addThree(
      float[] sums, int n, float[] x0, float[] w0, float[] x1, float[] w1, float[] x2, float[] w2) {
    for (int i = 0; i < n; i++) {
      sums[i] = sums[i] + x0[i] * w0[i] + x1[i] * w1[i] + x2[i] * w2[i];
    }
  }

  /// `sums += x * w` for `n` elements and one `x`.
  static void addRow(float[] sums, int n, float x, float[] w) {
    for (int i = 0; i < n; i++) {
      sums[i] += x * w[i];
    }
  }

  /// Four rows of weights for one row of sums.
  static void addFour(
      float[] sums, int n, float[][] w, int first, float x0, float x1, float x2, float x3) {
    float[] w0 = w[first];
    float[] w1 = w[first + 1];
    float[] w2 = w[first + 2];
    float[] w3 = w[first + 3];
    for (int i = 0; i < n; i++) {
      sums[i] = sums[i] + x0 * w0[i] + x1 * w1[i] + x2 * w2[i] + x3 * w3[i];
    }
  }

  /// Four rows of weights for two rows of sums.
  static void addFourTwice(
      float[] s,
      float[] t,
      int n,
      float[][] w,
      int first,
      float x0,
      float x1,
      float x2,
      float x3,
      float y0,
      float y1,
      float y2,
      float y3) {
    float[] w0 = w[first];
    float[] w1 = w[first + 1];
    float[] w2 = w[first + 2];
    float[] w3 = w[first + 3];
    for (int i = 0; i < n; i++) {
      float v0 = w0[i];
      float v1 = w1[i];
      float v2 = w2[i];
      float v3 = w3[i];
      float a = s[i] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3;
      float b = t[i] + y0 * v0 + y1 * v1 + y2 * v2 + y3 * v3;
      s[i] = a;
      t[i] = b;
    }
  }
}
