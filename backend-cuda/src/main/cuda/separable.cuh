// A depthwise convolution and the pointwise one behind it, fused: what passes between the two never
// leaves the multiprocessor.
//
//     input            left chunk, in shared memory             output
//     +----------+     +----------------------+                 +-----------+
//     |  window  | --> | 16 channels x        | -- product ---> | pixels x  |
//     |  of each |     | 64 pixels, filtered, |   (product.cuh) |  columns  |
//     +----------+     | biased, activated    |                 +-----------+
//
// It is the matrix product of product.cuh whose left operand is computed where others load it: a thread
// filters four channels of two pixels, 9 (or 25) times a float4 of weights, used for both pixels, and a
// float4 of each one's input. Neighbouring pixels read mostly the same inputs, which the first cache
// holds. Which kernel elements of a pixel lie in the image is found once, as a bit each.
//
// Bytes: input and output once, where two kernels write and read 8 bytes more of every pixel and
// channel. In return each tile of columns filters anew, 9 (or 25) multiply-adds beside 128; a wide tile
// keeps that small: 64x128 beyond 64 output channels, 64x64 (at 3x3 also 64x32) below.
//
// Channels are a multiple of 4, the channel multiplier is 1.
#pragma once

#include "product.cuh"

namespace twofold {

struct Depthwise {
  int h;
  int w;
  int channels;
  int oh;
  int ow;
  int strideH;
  int strideW;
  int padTop;
  int padLeft;
  int dilationH;
  int dilationW;
};

template <class T, int KERNEL>
struct Filtered {
  const float* x;
  const float* taps;  // [kernel elements][channels]
  const float* bias;  // null for none
  const Depthwise& g;
  const Epilogue& e;
  long long window[T::leftQuads];  // where the window of each of this thread's rows begins
  unsigned within[T::leftQuads];   // a bit for each kernel element that lies in the image
  long long nextRow;               // from one kernel row to the next in the input
  long long nextColumn;

  __device__ __forceinline__ Filtered(const float* x, const float* taps, const float* bias,
                                      const Extent& size, const Depthwise& g, const Epilogue& e)
      : x(x), taps(taps), bias(bias), g(g), e(e) {
    nextColumn = static_cast<long long>(g.dilationW) * g.channels;
    nextRow = static_cast<long long>(g.dilationH) * g.w * g.channels;
#pragma unroll
    for (int i = 0; i < T::leftQuads; i++) {
      const unsigned row = blockIdx.x * T::rows + threadIdx.x / 4 + i * (T::threads / 4);
      const unsigned line = row / g.ow;
      const int ih = static_cast<int>(line % g.oh) * g.strideH - g.padTop;
      const int iw = static_cast<int>(row % g.ow) * g.strideW - g.padLeft;
      const long long first = static_cast<long long>(line / g.oh) * g.h + ih;
      window[i] = (first * g.w + iw) * g.channels;
      within[i] = row < static_cast<unsigned>(size.rows) ? elements(ih, iw) : 0;
    }
  }

  __device__ __forceinline__ unsigned elements(int ih, int iw) const {
    unsigned bits = 0;
#pragma unroll
    for (int tap = 0; tap < KERNEL * KERNEL; tap++) {
      const bool in = inside(ih + tap / KERNEL * g.dilationH, g.h) &&
                      inside(iw + tap % KERNEL * g.dilationW, g.w);
      bits |= static_cast<unsigned>(in) << tap;
    }
    return bits;
  }

  __device__ __forceinline__ void fetch(int k, float4 (&quads)[T::leftQuads]) const {
    float sums[T::leftQuads][4];
    const bool exists = k < g.channels;
    const float4 first = exists && bias != nullptr ? load4(bias + k) : zero4();
#pragma unroll
    for (int i = 0; i < T::leftQuads; i++) *reinterpret_cast<float4*>(sums[i]) = first;
    if (exists) {
      // All 25 loads of a 5x5 kernel under way at once would not fit the registers: row by row, then.
      const float* weight = taps + k;
      const float* line = x + k;
#pragma unroll (KERNEL == 3 ? 3 : 1)
      for (int kh = 0; kh < KERNEL; kh++) {
        const float* at = line;
#pragma unroll
        for (int kw = 0; kw < KERNEL; kw++) {
          const float4 tap = load4(weight);
#pragma unroll
          for (int i = 0; i < T::leftQuads; i++) {
            if (within[i] >> (kh * KERNEL + kw) & 1) {
              float4& sum = *reinterpret_cast<float4*>(sums[i]);
              sum = fma4(load4(at + window[i]), tap, sum);
            }
          }
          weight += g.channels;
          at += nextColumn;
        }
        line += nextRow;
      }
      activate(sums, e);
    }
#pragma unroll
    for (int i = 0; i < T::leftQuads; i++) quads[i] = *reinterpret_cast<float4*>(sums[i]);
  }

  __device__ __forceinline__ long long pixel(unsigned row) const { return row; }
};

template <class Math, int KERNEL>
__device__ __forceinline__ void separable(const float* x, const float* taps, const float* tapBias,
                                          const float* weights, const float* bias,
                                          const float* residual, float* y, const Extent& size,
                                          const Depthwise& depthwise, const Epilogue& between,
                                          const Epilogue& e) {
  Filtered<typename Math::Tile, KERNEL> source(x, taps, tapBias, size, depthwise, between);
  const Target target = {bias, residual, y, size.columns, 0};
  compute<Math>(size, source, weights, target, blockIdx.z, e);
}

}  // namespace twofold

// grid: tiles of output pixels, tiles of output channels, parts of the depth
// BLOCKS fit a multiprocessor at once.
#define SEPARABLE(NAME, MATH, KERNEL, ROWS, COLUMNS, BLOCKS)                                        \
  extern "C" __global__ void __launch_bounds__(twofold::Tile##ROWS##x##COLUMNS::threads, BLOCKS)    \
      NAME##_##KERNEL##x##KERNEL##_##ROWS##x##COLUMNS(                                              \
          const float* __restrict__ x, const float* __restrict__ taps,                              \
          const float* __restrict__ tapBias, const float* __restrict__ weights,                     \
          const float* __restrict__ bias, const float* __restrict__ residual, float* __restrict__ y, \
          const twofold::Extent size, const twofold::Depthwise depthwise,                           \
          const twofold::Epilogue between, const twofold::Epilogue epilogue) {                      \
    twofold::separable<twofold::MATH<twofold::Tile##ROWS##x##COLUMNS>, KERNEL>(                     \
        x, taps, tapBias, weights, bias, residual, y, size, depthwise, between, epilogue);          \
  }
