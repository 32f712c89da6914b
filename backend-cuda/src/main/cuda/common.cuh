// What every kernel shares: the epilogue behind a sum, and loads and stores of four channels.
//
// Tensors of rank 4 lie in memory as NHWC, the channels side by side. Each begins at a multiple of
// 16 bytes, so that four channels are one load wherever their number is a multiple of 4.
#pragma once

namespace twofold {

// ------------------------------------------------------------------------------------------------
// Epilogue: bias, then at most one activation and one residual addition, in either order.
//
// The same numbers as in the Java class `Finish`. NaN passes through all functions, and an infinity
// becomes the limit there; `fminf` and `fmaxf` would lose the NaN, comparisons keep it. What equals a
// bound becomes that bound, so clip(-0) from 0 is +0. No activation is the clip between infinities.
//
// The exponentials are polynomials of fused multiply-adds, good for about 2 ulp: what they give is
// the same to the bit on every card and on the emulated driver, which `ex2.approx` would not be.

enum Function { CLIP, LEAKY_RELU, HARD_SIGMOID, HARD_SWISH, SIGMOID, SILU, TANH };

enum Residual { NONE, BEFORE, AFTER };

struct Epilogue {
  int function;  // a Function
  float a;       // its constants
  float b;
  int residual;  // a Residual: where it is added, before or after the activation
};

__device__ __forceinline__ float clip(float x, float lo, float hi) {
  x = x <= lo ? lo : x;
  return x >= hi ? hi : x;
}

// exp(x) for x <= 0 as `mantissa * scale * scale2`. With n = round(x / ln 2) and |r| <= ln(2) / 2 it is
// 2^n * exp(r); exp(r) by a polynomial of degree 6 (coefficients of S. L. Moshier's Cephes library,
// expf.c). ln 2 is subtracted in two parts, so that n times the first is exact. 2^n comes in two
// halves, since it may be out of range where the result is not.
struct Exponential {
  float mantissa;
  float scale;
  float scale2;

  __device__ __forceinline__ explicit Exponential(float x) {
    const float round = 12582912.f;  // 1.5 * 2^23: adding it rounds to a whole number
    x = x < -125.f ? -125.f : x;     // where 0 is nearest, even times 125
    const float shifted = fmaf(x, 1.442695f, round);
    const int n = __float_as_int(shifted) - 0x4B400000;
    const float whole = shifted - round;
    const float r = fmaf(whole, 2.1219444e-4f, fmaf(whole, -0.6933594f, x));
    float p = fmaf(1.9875691e-4f, r, 0.0013981999f);
    p = fmaf(p, r, 0.008333452f);
    p = fmaf(p, r, 0.041665796f);
    p = fmaf(p, r, 0.16666666f);
    p = fmaf(p, r, 0.5f);
    mantissa = fmaf(p, r * r, r) + 1.f;
    scale = __int_as_float(((n >> 1) + 127) << 23);
    scale2 = __int_as_float((n - (n >> 1) + 127) << 23);
  }

  // The exponential times `factor`: scaled last, so that a small result keeps its digits.
  __device__ __forceinline__ float times(float factor) const {
    return factor * mantissa * scale * scale2;
  }
};

// Sigmoid, SiLU and tanh, all from e = exp of a negative number, which cannot overflow:
//   sigmoid  1 / (1 + e)  or, below 0,  e / (1 + e),  e = exp(-|x|)
//   silu     x times that
//   tanh     (1 - e) / (1 + e) with the sign of x,    e = exp(-2 |x|)
// Near 0, where 1 - e would cancel, tanh is x + x^3 P(x^2) (Cephes, tanhf.c).
__device__ __forceinline__ float exponential(float x, int function) {
  const float size = fabsf(x);
  const Exponential e(function == TANH ? -2.f * size : -size);
  const float power = e.times(1.f);
  if (function == TANH) {
    const float s = x * x;
    float p = fmaf(-0.0057049887f, s, 0.020639088f);
    p = fmaf(p, s, -0.053739715f);
    p = fmaf(p, s, 0.13331442f);
    p = fmaf(p, s, -0.3333328f);
    return size < 0.625f ? fmaf(p * s, x, x) : copysignf((1.f - power) / (1.f + power), x);
  }
  const float limited = x < -125.f ? -125.f : x;  // -infinity times 0 would be NaN
  const float factor = function == SILU ? limited : 1.f;
  return (x < 0.f ? e.times(factor) : factor) / (1.f + power);
}

__device__ __forceinline__ float activate(float x, const Epilogue& e) {
  switch (e.function) {
    case CLIP:
      return clip(x, e.a, e.b);
    case LEAKY_RELU:
      return x < 0.f ? e.a * x : x;
    case HARD_SIGMOID:
      return clip(fmaf(e.a, x, e.b), 0.f, 1.f);
    case HARD_SWISH:
      return x <= -3.f ? 0.f : x >= 3.f ? x : x * fmaf(x, 0.16666667f, 0.5f);
    default:
      return exponential(x, e.function);
  }
}

// One element through the whole epilogue; `residual` is read only if there is one.
__device__ __forceinline__ float finish(float x, const Epilogue& e, const float* residual) {
  if (e.residual == BEFORE) x += __ldg(residual);
  x = activate(x, e);
  return e.residual == AFTER ? x + __ldg(residual) : x;
}

// The activation of a tile of registers. Clips, the common case, are unrolled. The others would fill
// the instruction cache 64 times over: instead the rows pass, one after the other, through code that
// exists once, and after as many steps as there are rows each is back in its place.
template <int ROWS, int COLUMNS>
__device__ __forceinline__ void activate(float (&tile)[ROWS][COLUMNS], const Epilogue& e) {
  if (e.function == CLIP) {
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
#pragma unroll
      for (int c = 0; c < COLUMNS; c++) tile[r][c] = clip(tile[r][c], e.a, e.b);
    }
    return;
  }
#pragma unroll 1
  for (int step = 0; step < ROWS; step++) {
    float first[COLUMNS];
#pragma unroll
    for (int c = 0; c < COLUMNS; c++) first[c] = activate(tile[0][c], e);
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
#pragma unroll
      for (int c = 0; c < COLUMNS; c++) tile[r][c] = r + 1 < ROWS ? tile[r + 1][c] : first[c];
    }
  }
}

template <int ROWS, int COLUMNS>
__device__ __forceinline__ void add(float (&tile)[ROWS][COLUMNS],
                                    const float (&added)[ROWS][COLUMNS]) {
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
#pragma unroll
    for (int c = 0; c < COLUMNS; c++) tile[r][c] += added[r][c];
  }
}

// ------------------------------------------------------------------------------------------------
// Four channels at once

__device__ __forceinline__ float4 zero4() { return make_float4(0.f, 0.f, 0.f, 0.f); }

__device__ __forceinline__ float4 load4(const float* at) {
  return __ldg(reinterpret_cast<const float4*>(at));
}

__device__ __forceinline__ void store4(float* at, float4 v) { *reinterpret_cast<float4*>(at) = v; }

// The first `count` of four floats, at any address; the others are 0.
__device__ __forceinline__ float4 loadSome(const float* at, int count) {
  return make_float4(count > 0 ? __ldg(at) : 0.f, count > 1 ? __ldg(at + 1) : 0.f,
                     count > 2 ? __ldg(at + 2) : 0.f, count > 3 ? __ldg(at + 3) : 0.f);
}

// Stores the first `count` of four floats; `whole` says that all four go to a multiple of 16 bytes.
__device__ __forceinline__ void storeSome(float* at, const float (&v)[4], int count, bool whole) {
  if (whole) {
    store4(at, make_float4(v[0], v[1], v[2], v[3]));
    return;
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
    if (i < count) at[i] = v[i];
  }
}

// sum + x * w, channel by channel.
__device__ __forceinline__ float4 fma4(float4 x, float4 w, float4 sum) {
  return make_float4(fmaf(x.x, w.x, sum.x), fmaf(x.y, w.y, sum.y), fmaf(x.z, w.z, sum.z),
                     fmaf(x.w, w.w, sum.w));
}

// Whether 0 <= i < extent, in one comparison.
__device__ __forceinline__ bool inside(int i, int extent) {
  return static_cast<unsigned>(i) < static_cast<unsigned>(extent);
}

}  // namespace twofold
