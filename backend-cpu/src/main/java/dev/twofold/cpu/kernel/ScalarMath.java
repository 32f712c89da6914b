package dev.twofold.cpu.kernel;

/// Exponential functions of one float.
final class ScalarMath {

  // exp(x) = 2^n * exp(r) with n = round(x / ln 2) and |r| <= ln(2) / 2; exp(r) by a polynomial of
  // degree 6 (coefficients of S. L. Moshier's Cephes library, expf.c), which is good for 2 ulp. ln
  // 2 is
  // subtracted in two parts, so that n times the first is exact. 2^n is applied in two halves,
  // since it may itself be out of range where the result is not.
  //
  // tanh(x) = x + x^3 P(x^2) below 0.625 (Cephes, tanhf.c), where the other form cancels; above it
  // 1 - 2 / (exp(2 |x|) + 1) with the sign of x.

  static final float EXP_MAX = 88.72284f;
  static final float EXP_MIN = -104.0f;
  static final float LOG2_E = 1.442695f;
  static final float LN2_HIGH = 0.6933594f;
  static final float LN2_LOW = -2.1219444e-4f;
  static final float ROUND = 0x1.8p23f;
  static final int ROUND_BITS = 0x4B400000;
  static final float E0 = 1.9875691e-4f;
  static final float E1 = 0.0013981999f;
  static final float E2 = 0.008333452f;
  static final float E3 = 0.041665796f;
  static final float E4 = 0.16666666f;
  static final float E5 = 0.5f;
  static final float TANH_SMALL = 0.625f;
  static final float T0 = -0.0057049887f;
  static final float T1 = 0.020639088f;
  static final float T2 = -0.053739715f;
  static final float T3 = 0.13331442f;
  static final float T4 = -0.3333328f;

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
    return x == Float.NEGATIVE_INFINITY ? 0 : x / (1 + exp(-x));
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
