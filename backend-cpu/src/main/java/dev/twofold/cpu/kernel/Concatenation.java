package dev.twofold.cpu.kernel;

/// Copies blocks of adjacent elements from one spacing to another, which is what joining tensors
/// along an axis takes.
public final class Concatenation {

  private static final int SHORT_COPY = 32;

  private Concatenation() {}

  /// Copies blocks of `n` elements.
  ///
  /// @param in the first block at `i0`, the others `inStep` apart
  /// @param out the first block at `o0`, the others `outStep` apart
  /// @param from the first block
  /// @param to the block after the last
  public static void copy(
      float[] in, int i0, int inStep, float[] out, int o0, int outStep, int n, int from, int to) {
    for (int block = from; block < to; block++) {
      int source = i0 + block * inStep;
      int target = o0 + block * outStep;
      if (n >= SHORT_COPY) {
        System.arraycopy(in, source, out, target, n);
      } else {
        for (int i = 0; i < n; i++) {
          out[target + i] = in[source + i];
        }
      }
    }
  }
}
