package dev.twofold.cpu.kernel;

/// Tiles of matrix products without vectors, for few columns.
final class PlainTiles {

  // Three rows by four columns: 12 sums, 4 weights and an input fit into 16 scalar registers, and
  // of the tiles that do, this one is the fastest (6.4 multiply-adds a nanosecond; 4 x 4: 5.6, 6 x
  // 4: 4.7). That weights are 4 apart is known when the loop is compiled: with a distance that is
  // not, 4 x 4 reached 4.5.

  static final int ROWS = 3;
  static final int WIDTH = 4;

  private PlainTiles() {}

  /// Three rows with one panel, into `out`.
  static void tile(
      GemmShape shape, float[] a, int a0, PackedWeights w, int panel, float[] out, int o0) {
    float[] data = w.data();
    float[] bias = w.bias();
    int b0 = w.biasOffset(panel);
    float s00 = bias[b0];
    float s01 = bias[b0 + 1];
    float s02 = bias[b0 + 2];
    float s03 = bias[b0 + 3];
    float s10 = s00;
    float s11 = s01;
    float s12 = s02;
    float s13 = s03;
    float s20 = s00;
    float s21 = s01;
    float s22 = s02;
    float s23 = s03;
    int a1 = a0 + shape.lda();
    int a2 = a1 + shape.lda();
    int k = shape.k();
    for (int kk = 0, wk = w.dataOffset(panel); kk < k; kk++, wk += WIDTH) {
      float w0 = data[wk];
      float w1 = data[wk + 1];
      float w2 = data[wk + 2];
      float w3 = data[wk + 3];
      float x0 = a[a0 + kk];
      s00 += x0 * w0;
      s01 += x0 * w1;
      s02 += x0 * w2;
      s03 += x0 * w3;
      float x1 = a[a1 + kk];
      s10 += x1 * w0;
      s11 += x1 * w1;
      s12 += x1 * w2;
      s13 += x1 * w3;
      float x2 = a[a2 + kk];
      s20 += x2 * w0;
      s21 += x2 * w1;
      s22 += x2 * w2;
      s23 += x2 * w3;
    }
    put(out, o0, s00, s01, s02, s03);
    put(out, o0 + WIDTH, s10, s11, s12, s13);
    put(out, o0 + 2 * WIDTH, s20, s21, s22, s23);
  }

  /// As [#tile], with the elements of a row wherever a table says, and rows one element apart.
  static void taps(int[] taps, float[] a, int a0, PackedWeights w, int panel, float[] out, int o0) {
    float[] data = w.data();
    float[] bias = w.bias();
    int b0 = w.biasOffset(panel);
    float s00 = bias[b0];
    float s01 = bias[b0 + 1];
    float s02 = bias[b0 + 2];
    float s03 = bias[b0 + 3];
    float s10 = s00;
    float s11 = s01;
    float s12 = s02;
    float s13 = s03;
    float s20 = s00;
    float s21 = s01;
    float s22 = s02;
    float s23 = s03;
    for (int kk = 0, wk = w.dataOffset(panel); kk < taps.length; kk++, wk += WIDTH) {
      float w0 = data[wk];
      float w1 = data[wk + 1];
      float w2 = data[wk + 2];
      float w3 = data[wk + 3];
      int at = a0 + taps[kk];
      float x0 = a[at];
      s00 += x0 * w0;
      s01 += x0 * w1;
      s02 += x0 * w2;
      s03 += x0 * w3;
      float x1 = a[at + 1];
      s10 += x1 * w0;
      s11 += x1 * w1;
      s12 += x1 * w2;
      s13 += x1 * w3;
      float x2 = a[at + 2];
      s20 += x2 * w0;
      s21 += x2 * w1;
      s22 += x2 * w2;
      s23 += x2 * w3;
    }
    put(out, o0, s00, s01, s02, s03);
    put(out, o0 + WIDTH, s10, s11, s12, s13);
    put(out, o0 + 2 * WIDTH, s20, s21, s22, s23);
  }

  private static void put(float[] out, int o0, float s0, float s1, float s2, float s3) {
    out[o0] = s0;
    out[o0 + 1] = s1;
    out[o0 + 2] = s2;
    out[o0 + 3] = s3;
  }
}
