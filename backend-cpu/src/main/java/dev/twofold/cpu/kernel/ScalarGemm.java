package dev.twofold.cpu.kernel;

/// The twin of [VectorGemm] without vectors.
final class ScalarGemm implements Gemm {

  // Where there are many columns, whole rows of sums that C2 makes vectors of (LongRows); else
  // tiles of three rows by four columns (PlainTiles).
  //
  // Math.fma without hardware is a hundred times slower, so it is used only on request: sums are
  // then those of the vector tiles to the bit. Weights are then packed for those, and a panel is
  // taken four columns at a time; what its last vector repeats is computed twice, as there.

  private static final int WIDTH = PlainTiles.WIDTH;

  /// As long as the widest panel of vectors.
  private static final float[] NO_BIAS = new float[64];

  private final boolean fused;

  /// @param fused whether to multiply and add in one operation, as the vector tiles do
  ScalarGemm(boolean fused) {
    this.fused = fused;
  }

  @Override
  public Panels panels(int k, int columns) {
    return isLong(columns) ? LongRows.panels(columns) : packedPanels(k, columns);
  }

  @Override
  public Panels packedPanels(int k, int columns) {
    return Panels.repeated(columns, 1, WIDTH, (columns + WIDTH - 1) / WIDTH);
  }

  private boolean isLong(int columns) {
    return !fused && columns >= LongRows.FEWEST;
  }

  @Override
  public int scratchElements() {
    return 4 * WIDTH;
  }

  @Override
  public String tile(int k, int columns) {
    return isLong(columns) ? "rows_scalar" : fused ? "4x4_scalar" : "3x4_scalar";
  }

  @Override
  public int everyHeight(int width) {
    return 5;
  }

  @Override
  public void multiply(
      GemmShape shape,
      float[] a,
      int a0,
      PackedWeights w,
      int from,
      int to,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    for (int panel = from; panel < to; panel++) {
      int c1 = c0 + w.panels().first(panel);
      if (w.panels().areInRows()) {
        LongRows.multiply(shape, a, a0, w, panel, c, c1, rows);
      } else if (fused) {
        int w1 = w.dataOffset(panel);
        int b1 = w.biasOffset(panel);
        int n = w.panels().used(panel);
        panel(
            shape,
            a,
            a0,
            w.panels(),
            panel,
            n,
            w.data(),
            w1,
            w.bias(),
            b1,
            c,
            c1,
            rows,
            scratch,
            s0);
      } else {
        plain(shape, a, a0, w, panel, c, c1, rows, scratch, s0);
      }
    }
  }

  private void plain(
      GemmShape shape,
      float[] a,
      int a0,
      PackedWeights w,
      int panel,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    int used = w.panels().used(panel);
    int row = 0;
    for (; row + PlainTiles.ROWS <= rows; row += PlainTiles.ROWS) {
      PlainTiles.tile(shape, a, a0 + row * shape.lda(), w, panel, scratch, s0);
      store(shape, scratch, s0, PlainTiles.ROWS, used, c, c0 + row * shape.ldc());
    }
    for (; row < rows; row++) {
      int ar = a0 + row * shape.lda();
      int w0 = w.dataOffset(panel);
      tile1x4(shape, a, ar, w.data(), w0, WIDTH, w.bias(), w.biasOffset(panel), scratch, s0);
      store(shape, scratch, s0, 1, used, c, c0 + row * shape.ldc());
    }
  }

  @Override
  public void multiplyPacked(
      GemmShape shape,
      float[] a,
      int a0,
      Panels panels,
      float[] w,
      int w0,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    for (int panel = 0; panel < panels.count(); panel++) {
      int w1 = w0 + panels.first(panel) * shape.k();
      int c1 = c0 + panels.begin(panel);
      int n = panels.first(panel + 1) - panels.begin(panel);
      panel(shape, a, a0, panels, panel, n, w, w1, NO_BIAS, 0, c, c1, rows, scratch, s0);
    }
  }

  private void panel(
      GemmShape shape,
      float[] a,
      int a0,
      Panels panels,
      int panel,
      int columns,
      float[] w,
      int w0,
      float[] bias,
      int b0,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    int width = panels.width(panel);
    for (int j = 0; j < width; j += WIDTH) {
      int place = panels.place(panel, j);
      int used = Math.min(WIDTH, columns - place);
      int row = 0;
      for (; row + 4 <= rows; row += 4) {
        int ar = a0 + row * shape.lda();
        tile4x4(shape, a, ar, w, w0 + j, width, bias, b0 + j, scratch, s0);
        store(shape, scratch, s0, 4, used, c, c0 + place + row * shape.ldc());
      }
      for (; row < rows; row++) {
        int ar = a0 + row * shape.lda();
        tile1x4(shape, a, ar, w, w0 + j, width, bias, b0 + j, scratch, s0);
        store(shape, scratch, s0, 1, used, c, c0 + place + row * shape.ldc());
      }
    }
  }

  @Override
  public String tapTile(int columns) {
    return tile(1, columns);
  }

  @Override
  public int fewestTapRows() {
    return 1;
  }

  @Override
  public void multiplyTaps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      PackedWeights w,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    for (int panel = 0; panel < w.panels().count(); panel++) {
      if (w.panels().areInRows()) {
        int c1 = c0 + w.panels().first(panel);
        for (int row = 0; row < rows; row++) {
          LongRows.taps(shape, taps, a, a0 + row, w, panel, c, c1 + row * shape.ldc());
        }
        continue;
      }
      for (int j = 0; j < w.panels().width(panel); j += WIDTH) {
        int place = w.panels().place(panel, j);
        int used = Math.min(WIDTH, w.panels().used(panel) - place);
        int c1 = c0 + w.panels().first(panel) + place;
        int row = 0;
        for (; !fused && row + PlainTiles.ROWS <= rows; row += PlainTiles.ROWS) {
          PlainTiles.taps(taps, a, a0 + row, w, panel, scratch, s0);
          store(shape, scratch, s0, PlainTiles.ROWS, used, c, c1 + row * shape.ldc());
        }
        for (; row < rows; row++) {
          taps1x4(taps, a, a0 + row, w, panel, j, scratch, s0);
          store(shape, scratch, s0, 1, used, c, c1 + row * shape.ldc());
        }
      }
    }
  }

  private void tile4x4(
      GemmShape shape,
      float[] a,
      int a0,
      float[] data,
      int d0,
      int width,
      float[] bias,
      int b0,
      float[] out,
      int o0) {
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
    float s30 = s00;
    float s31 = s01;
    float s32 = s02;
    float s33 = s03;
    int a1 = a0 + shape.lda();
    int a2 = a1 + shape.lda();
    int a3 = a2 + shape.lda();
    int k = shape.k();
    for (int kk = 0, wk = d0; kk < k; kk++, wk += width) {
      float w0 = data[wk];
      float w1 = data[wk + 1];
      float w2 = data[wk + 2];
      float w3 = data[wk + 3];
      float x0 = a[a0 + kk];
      s00 = add(x0, w0, s00);
      s01 = add(x0, w1, s01);
      s02 = add(x0, w2, s02);
      s03 = add(x0, w3, s03);
      float x1 = a[a1 + kk];
      s10 = add(x1, w0, s10);
      s11 = add(x1, w1, s11);
      s12 = add(x1, w2, s12);
      s13 = add(x1, w3, s13);
      float x2 = a[a2 + kk];
      s20 = add(x2, w0, s20);
      s21 = add(x2, w1, s21);
      s22 = add(x2, w2, s22);
      s23 = add(x2, w3, s23);
      float x3 = a[a3 + kk];
      s30 = add(x3, w0, s30);
      s31 = add(x3, w1, s31);
      s32 = add(x3, w2, s32);
      s33 = add(x3, w3, s33);
    }
    put(out, o0, s00, s01, s02, s03);
    put(out, o0 + 4, s10, s11, s12, s13);
    put(out, o0 + 8, s20, s21, s22, s23);
    put(out, o0 + 12, s30, s31, s32, s33);
  }

  private void tile1x4(
      GemmShape shape,
      float[] a,
      int a0,
      float[] data,
      int d0,
      int width,
      float[] bias,
      int b0,
      float[] out,
      int o0) {
    float s0 = bias[b0];
    float s1 = bias[b0 + 1];
    float s2 = bias[b0 + 2];
    float s3 = bias[b0 + 3];
    int k = shape.k();
    for (int kk = 0, wk = d0; kk < k; kk++, wk += width) {
      float x = a[a0 + kk];
      s0 = add(x, data[wk], s0);
      s1 = add(x, data[wk + 1], s1);
      s2 = add(x, data[wk + 2], s2);
      s3 = add(x, data[wk + 3], s3);
    }
    put(out, o0, s0, s1, s2, s3);
  }

  private void taps1x4(
      int[] taps, float[] a, int a0, PackedWeights w, int panel, int j, float[] out, int o0) {
    float[] data = w.data();
    float[] bias = w.bias();
    int b0 = w.biasOffset(panel) + j;
    int width = w.panels().width(panel);
    float s0 = bias[b0];
    float s1 = bias[b0 + 1];
    float s2 = bias[b0 + 2];
    float s3 = bias[b0 + 3];
    int wk = w.dataOffset(panel) + j;
    for (int tap : taps) {
      float x = a[a0 + tap];
      s0 = add(x, data[wk], s0);
      s1 = add(x, data[wk + 1], s1);
      s2 = add(x, data[wk + 2], s2);
      s3 = add(x, data[wk + 3], s3);
      wk += width;
    }
    put(out, o0, s0, s1, s2, s3);
  }

  private float add(float x, float weight, float sum) {
    return fused ? Math.fma(x, weight, sum) : sum + x * weight;
  }

  private static void put(float[] out, int o0, float s0, float s1, float s2, float s3) {
    out[o0] = s0;
    out[o0 + 1] = s1;
    out[o0 + 2] = s2;
    out[o0 + 3] = s3;
  }

  private void store(
      GemmShape shape, float[] scratch, int s0, int rows, int used, float[] c, int c0) {
    float lo = shape.lo();
    float hi = shape.hi();
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < used; j++) {
        float x = scratch[s0 + row * WIDTH + j];
        c[c0 + row * shape.ldc() + j] = clip(x, lo, hi);
      }
    }
  }

  /// As the vector tiles do it; or without branches, which cannot be foreseen.
  private float clip(float x, float lo, float hi) {
    return fused ? (x <= lo ? lo : x > hi ? hi : x) : Math.max(lo, Math.min(hi, x));
  }
}
