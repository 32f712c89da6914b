package dev.twofold.cpu.kernel;

/// Exponential functions of one float, and the error function.
final class ScalarMath {

  // exp(x) = 2^n * exp(r) with n = round(x / ln 2) and |r| <= ln(2) / 2; exp(r) by a polynomial of
  // degree 6 (coefficients of S. L. Moshier's Cephes library, expf.c), which is good for 2 ulp. ln
  // 2 is
  // subtracted in two parts, so that n times the first is exact. 2^n is applied in two halves,
  // since it may itself be out of range where the result is not.
  //
  // tanh(x) = x + x^3 P(x^2) below 0.625 (Cephes, tanhf.c), where the other form cancels; above it
  // 1 - 2 / (exp(2 |x|) + 1) with the sign of x.
  //
  // erf(x) = x + x N(x^2) near 0 and 1 - exp(-|x| (1 + F(|x|))) with the sign of x above ERF_SMALL
  // (polynomials of N. Juffa); beyond ERF_LARGE it is 1 to the last bit.

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
  static final float ERF_SMALL = 0.92773438f;
  static final float ERF_LARGE = 4;
  static final float N0 = -5.9676170e-4f;
  static final float N1 = 4.9911942e-3f;
  static final float N2 = -2.6768135e-2f;
  static final float N3 = 1.1281993e-1f;
  static final float N4 = -3.7612534e-1f;
  static final float N5 = 1.2837917e-1f;
  static final float F0 = -1.7285347e-5f;
  static final float F1 = 3.8319713e-4f;
  static final float F2 = -3.8839644e-3f;
  static final float F3 = 2.4254622e-2f;
  static final float F4 = -1.0677788e-1f;
  static final float F5 = -6.3484669e-1f;
  static final float F6 = -1.2871751e-1f;

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

  static float erf(float x) {
    float s = x * x;
    float t = Math.abs(x);
    if (t <= ERF_SMALL) {
      return (((((N0 * s + N1) * s + N2) * s + N3) * s + N4) * s + N5) * x + x;
    }
    t = t > ERF_LARGE ? ERF_LARGE : t;
    float q = (((((F0 * t + F1) * t + F2) * t + F3) * t + F4) * t + F5) * t + F6;
    return Math.copySign(1 - exp(q * t - t), x);
  }
}
