package dev.twofold.cpu.kernel;

/// Exponential functions of one float.
final class ScalarMath {

  // exp(x) = 2^n * exp(r) with n = round(x / ln 2) and |r| <= ln(2) / 2; exp(r) by a polynomial of
  // degree 6 (coefficients of S. L. Moshier's Cephes library, expf.c), which is good for 2 ulp. ln
  // 2 is
  // subtracted in two parts, so that n times the first is exact. 2^n is applied in two halves,
  // since
  // it may itself be out of range where the result is not.
  //
  // tanh(x) = x + x^3 P(x^2) below 0.625 (Cephes, tanhf.c), where the other form cancels; above it
  // 1 - 2 / (exp(2 |x|) + 1) with the sign of x.

  static final float EXP_MAX = 88.72284f;
  static final float EXP_MIN = -104f;
  static final float LOG2_E = 1.44269504f;
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float ROUND = 0x1.8p23f;
  static final int ROUND_BITS = 0x4B400000;
  static final float E0 = 1.9875691500e-4f;
  static final float E1 = 1.3981999507e-3f;
  static final float E2 = 8.3334519073e-3f;
  static final float E3 = 4.1665795894e-2f;
  static final float E4 = 1.6666665459e-1f;
  static final float E5 = 5.0000001201e-1f;
  static final float TANH_SMALL = 0.625f;
  static final float T0 = -5.70498872745e-3f;
  static final float T1 = 2.06390887954e-2f;
  static final float T2 = -5.37397155531e-2f;
  static final float T3 = 1.33314422036e-1f;
  static final float T4 = -3.33332819422e-1f;

  private ScalarMath() {}

  static float exp(float x) {
    if (!(x > EXP_MIN)) {
      return x <= EXP_MIN ? 0 : x;
    }
    if (x > EXP_MAX) {
      return Float.POSITIVE_INFINITY;
    }
    float shifted = x * LOG2_E + ROUND;
    int n = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    float whole = shifted - ROUND;
    float r = x - whole * LN2_HIGH - whole * LN2_LOW;
    float p = ((((E0 * r + E1) * r + E2) * r + E3) * r + E4) * r + E5;
    float e = p * (r * r) + r + 1;
    int half = n >> 1;
    return e * power(half) * power(n - half);
  }

  private static float power(int n) {
    return Float.intBitsToFloat((n + 127) << 23);
  }

  static float sigmoid(float x) {
    return 1 / (1 + exp(-x));
  }

  static float silu(float x) {
    return x / (1 + exp(-x));
  }

  static float tanh(float x) {
    float size = Math.abs(x);
    if (size < TANH_SMALL) {
      float s = x * x;
      float p = (((T0 * s + T1) * s + T2) * s + T3) * s + T4;
      return p * s * x + x;
    }
    return Math.copySign(1 - 2 / (exp(size + size) + 1), x);
  }
}
