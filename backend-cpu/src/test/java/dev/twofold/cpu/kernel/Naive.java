package dev.twofold.cpu.kernel;

/// The definitions, in plain loops with double sums, over `NHWC` arrays.
final class Naive {

  private Naive() {}

  /// Regular, grouped and depthwise convolution with weights `[oc, ic / groups, kh, kw]`.
  static float[] convolve(ConvGeometry g, float[] in, float[] weights, float[] bias) {
    float[] out = new float[g.pixels() * g.oc()];
    int ic = g.ic() / g.groups();
    int oc = g.oc() / g.groups();
    int at = 0;
    for (int n = 0; n < g.n(); n++) {
      for (int oy = 0; oy < g.oh(); oy++) {
        for (int ox = 0; ox < g.ow(); ox++) {
          for (int o = 0; o < g.oc(); o++) {
            double sum = bias[o];
            for (int kh = 0; kh < g.kh(); kh++) {
              for (int kw = 0; kw < g.kw(); kw++) {
                int y = oy * g.strideH() - g.padTop() + kh * g.dilationH();
                int x = ox * g.strideW() - g.padLeft() + kw * g.dilationW();
                if (y < 0 || y >= g.ih() || x < 0 || x >= g.iw()) {
                  continue;
                }
                for (int i = 0; i < ic; i++) {
                  int c = o / oc * ic + i;
                  sum +=
                      (double) in[((n * g.ih() + y) * g.iw() + x) * g.ic() + c]
                          * weights[((o * ic + i) * g.kh() + kh) * g.kw() + kw];
                }
              }
            }
            out[at++] = (float) sum;
          }
        }
      }
    }
    return out;
  }

  /// Transposed convolution with weights `[ic, oc / groups, kh, kw]`: every input spreads.
  static float[] transposed(ConvGeometry g, float[] in, float[] weights, float[] bias) {
    double[] sums = new double[g.pixels() * g.oc()];
    int ic = g.ic() / g.groups();
    int oc = g.oc() / g.groups();
    for (int i = 0; i < sums.length; i++) {
      sums[i] = bias[i % g.oc()];
    }
    for (int n = 0; n < g.n(); n++) {
      for (int y = 0; y < g.ih(); y++) {
        for (int x = 0; x < g.iw(); x++) {
          for (int kh = 0; kh < g.kh(); kh++) {
            for (int kw = 0; kw < g.kw(); kw++) {
              int oy = y * g.strideH() - g.padTop() + kh * g.dilationH();
              int ox = x * g.strideW() - g.padLeft() + kw * g.dilationW();
              if (oy < 0 || oy >= g.oh() || ox < 0 || ox >= g.ow()) {
                continue;
              }
              for (int c = 0; c < g.ic(); c++) {
                for (int o = 0; o < oc; o++) {
                  sums[((n * g.oh() + oy) * g.ow() + ox) * g.oc() + c / ic * oc + o] +=
                      (double) in[((n * g.ih() + y) * g.iw() + x) * g.ic() + c]
                          * weights[((c * oc + o) * g.kh() + kh) * g.kw() + kw];
                }
              }
            }
          }
        }
      }
    }
    float[] out = new float[sums.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) sums[i];
    }
    return out;
  }

  /// Applies a finish to one element.
  static float finish(Finish finish, float x, float residual) {
    float before = finish.residual() == Finish.Residual.BEFORE ? x + residual : x;
    float y = activate(finish, before);
    return finish.residual() == Finish.Residual.AFTER ? y + residual : y;
  }

  private static float activate(Finish finish, double x) {
    double a = finish.a();
    double b = finish.b();
    if (Double.isNaN(x)) {
      return Float.NaN;
    }
    return (float)
        switch (finish.function()) {
          case NONE -> x;
          case CLIP -> Math.max(a, Math.min(b, x));
          case LEAKY_RELU -> x < 0 ? a * x : x;
          case SIGMOID -> 1 / (1 + Math.exp(-x));
          case HARD_SIGMOID -> Math.max(0, Math.min(1, a * x + b));
          case HARD_SWISH -> x <= -3 ? 0 : x * Math.max(0, Math.min(1, x / 6 + 0.5));
          case SILU -> x == Float.NEGATIVE_INFINITY ? 0 : x / (1 + Math.exp(-x));
          case TANH -> Math.tanh(x);
        };
  }

  /// The finished output of a convolution.
  static float[] finish(Finish finish, float[] x, float[] residual) {
    float[] out = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = finish(finish, x[i], residual[i]);
    }
    return out;
  }
}
