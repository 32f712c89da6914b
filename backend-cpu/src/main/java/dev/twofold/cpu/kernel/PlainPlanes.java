package dev.twofold.cpu.kernel;

/// The twin of [VectorPlanes] without vectors.
final class PlainPlanes implements Planes {

  private final boolean fused;

  /// @param fused whether to multiply and add in one operation, as vectors do: the same to the bit
  PlainPlanes(boolean fused) {
    this.fused = fused;
  }

  @Override
  public void border(PlaneRows rows, float[] in, int i0, float[] to, int t0, int count) {
    for (int row = 0; row < count; row++) {
      row(rows, in, i0 + row * rows.inputColumns(), to, t0 + row * rows.pitch());
    }
  }

  /// Copies one row.
  static void row(PlaneRows rows, float[] in, int i0, float[] to, int t0) {
    int columns = rows.inputColumns();
    if (rows.stride() == 1) {
      System.arraycopy(in, i0, to, t0 + rows.even(), columns);
      return;
    }
    for (int x = 0; x < columns; x += 2) {
      to[t0 + rows.even() + x / 2] = in[i0 + x];
    }
    for (int x = 1; x < columns; x += 2) {
      to[t0 + rows.odd() + x / 2] = in[i0 + x];
    }
  }

  @Override
  public void convolve(
      PlaneRows rows,
      float[] in,
      int i0,
      float[] weights,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int count) {
    int columns = rows.outputColumns();
    int pitch = rows.pitch();
    for (int row = 0; row < count; row++) {
      for (int x = 0; x < columns; x++) {
        int at = i0 + row * rows.stride() * pitch + x;
        float top = taps(rows, in, at, weights, w0, weights[w0 + 9]);
        float middle = taps(rows, in, at + pitch, weights, w0 + 3, -0f);
        float bottom = taps(rows, in, at + 2 * pitch, weights, w0 + 6, -0f);
        float sum = top + middle + bottom;
        out[o0 + row * columns + x] = sum <= lo ? lo : sum > hi ? hi : sum;
      }
    }
  }

  /// One kernel row's products added to a sum; -0 leaves the first as it is.
  private float taps(PlaneRows rows, float[] in, int at, float[] w, int w0, float sum) {
    float left = add(in[at], w[w0], sum);
    float both = add(in[at + rows.middle()], w[w0 + 1], left);
    return add(in[at + rows.right()], w[w0 + 2], both);
  }

  private float add(float x, float weight, float sum) {
    return fused ? Math.fma(x, weight, sum) : sum + x * weight;
  }

  @Override
  public void pack(Panels panels, float[] from, int f0, float[] to, int t0, int k, int row) {
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int at = t0 + panels.first(panel) * k + row * width;
      for (int j = 0; j < width; j++) {
        to[at + j] = from[f0 + panels.pixel(panel, j)];
      }
    }
  }
}
