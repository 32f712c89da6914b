package dev.twofold.cpu.kernel;

/// The same numbers in another type.
public final class Conversion {

  // C2 makes vectors of both loops: arrays of different types are never the same.

  private Conversion() {}

  /// Fractions are lost, NaN becomes 0, and what is too large the largest integer.
  public static void toInts(float[] in, int i0, int[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = (int) in[i0 + i];
    }
  }

  /// What has more than 24 bits is rounded.
  public static void toFloats(int[] in, int i0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = in[i0 + i];
    }
  }
}
