package dev.twofold.cpu.kernel;

/// The twin of [VectorPlanes] without vectors.
final class PlainPlanes implements Planes {

  private final boolean fused;

  /// @param fused whether to multiply and add in one operation, as vectors do: the same to the bit
  PlainPlanes(boolean fused) {
    this.fused = fused;
  }

  @Override
  public void depthwise(
      ConvGeometry geometry,
      float[] in,
      int i0,
      float[] weights,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int from,
      int to) {
    int o = o0;
    for (int oy = from; oy < to; oy++) {
      int y = oy * geometry.strideH() - geometry.padTop();
      for (int ox = 0; ox < geometry.ow(); ox++) {
        int x = ox * geometry.strideW() - geometry.padLeft();
        float top = row(geometry, in, i0, y, x, weights, w0, weights[w0 + 9]);
        float middle = row(geometry, in, i0, y + 1, x, weights, w0 + 3, -0f);
        float bottom = row(geometry, in, i0, y + 2, x, weights, w0 + 6, -0f);
        float sum = top + middle + bottom;
        out[o++] = sum <= lo ? lo : sum > hi ? hi : sum;
      }
    }
  }

  /// One kernel row's products added to a sum; -0 leaves the first as it is. Nothing is added outside the
  /// map.
  private float row(
      ConvGeometry g, float[] in, int i0, int y, int x, float[] w, int w0, float sum) {
    if (y < 0 || y >= g.ih()) {
      return sum;
    }
    int at = i0 + y * g.iw() + x;
    float left = add(x >= 0 ? in[at] : 0, w[w0], sum);
    float both = add(x + 1 < g.iw() ? in[at + 1] : 0, w[w0 + 1], left);
    return add(x + 2 < g.iw() ? in[at + 2] : 0, w[w0 + 2], both);
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
