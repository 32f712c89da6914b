// The first layer of a network: a convolution of an image of at most 3 channels.
//
// As a matrix product (convolution.cu) it would look for every input on its own, since four neighbouring
// depths are no four channels of a pixel: each lane another address, one float at a time, the same float
// for up to 9 (or 49) outputs. Here a block copies what its outputs see into shared memory once, row by
// row as it lies, and filters from there:
//
//     input, 17 x 33 pixels for stride 2       in a row of the kernel, columns and channels are
//     +-----------------------+                neighbours: depth q of it is q floats on
//     | +---+                 |
//     | |   | window          |                128 threads, 8 x 16 outputs x 32 output channels: each
//     | +---+                 |                8 pixels (every other one of a row) x 4 channels
//     |                       |
//     +-----------------------+                weights [depth][32], all of them in shared memory
//
// Per depth a thread reads 8 floats, which 8 lanes share, and a float4 of weights for 32 multiply-adds. The
// lanes of a warp want four different inputs: two neighbours in each of two rows. From row to row lies a
// pitch that brings them into different banks.
//
// What lies outside the image is copied as 0. The kernel may be dilated along rows, not along columns.
#include "common.cuh"

namespace twofold {

struct Stem {
  int h;
  int w;
  int channels;  // of the input
  int oh;
  int ow;
  int columns;        // output channels
  int packedColumns;  // from one depth of the packed weights to the next
  int kernelH;
  int kernelW;
  int strideH;
  int strideW;
  int padTop;
  int padLeft;
  int dilationH;
  int pitch;  // from one row of the copied inputs to the next, in floats
};

constexpr int stemThreads = 128;
constexpr int stemRows = 8;
constexpr int stemColumns = 16;
constexpr int stemChannels = 32;
constexpr int stemPixels = 8;  // of a thread

// Copies the weights of this block's output channels.
__device__ __forceinline__ void copyTaps(const float* weights, const Stem& g, float* taps) {
  const int quads = g.kernelH * g.kernelW * g.channels * (stemChannels / 4);
  for (int i = threadIdx.x; i < quads; i += stemThreads) {
    const int k = i / (stemChannels / 4);
    const int column = blockIdx.y * stemChannels + i % (stemChannels / 4) * 4;
    store4(taps + 4 * i, load4(weights + static_cast<long long>(k) * g.packedColumns + column));
  }
}

// Copies the inputs under this block's outputs, of which the first is at `oh`, `ow`; a warp a row.
__device__ __forceinline__ void copyInputs(const float* image, const Stem& g, int oh, int ow,
                                           float* patch) {
  const int rows = (stemRows - 1) * g.strideH + (g.kernelH - 1) * g.dilationH + 1;
  const int columns = ((stemColumns - 1) * g.strideW + g.kernelW) * g.channels;
  const int width = g.w * g.channels;
  const int from = (ow * g.strideW - g.padLeft) * g.channels;
  for (int r = threadIdx.x / 32; r < rows; r += stemThreads / 32) {
    const int ih = oh * g.strideH - g.padTop + r;
    const float* line = image + static_cast<long long>(ih) * width;
    for (int c = threadIdx.x % 32; c < columns; c += 32) {
      const bool exists = inside(ih, g.h) && inside(from + c, width);
      patch[r * g.pitch + c] = exists ? __ldg(line + from + c) : 0.f;
    }
  }
}

}  // namespace twofold

// grid: tiles of outputs, tiles of output channels
extern "C" __global__ void __launch_bounds__(twofold::stemThreads, 4)
    stem_nhwc_f32_128x32(const float* __restrict__ x, const float* __restrict__ weights,
                         const float* __restrict__ bias, const float* __restrict__ residual,
                         float* __restrict__ y, const twofold::Stem g,
                         const twofold::Epilogue epilogue) {
  using namespace twofold;
  extern __shared__ float4 memory[];
  float* taps = reinterpret_cast<float*>(memory);
  float* patch = taps + g.kernelH * g.kernelW * g.channels * stemChannels;

  const unsigned across = (g.ow + stemColumns - 1) / stemColumns;
  const unsigned down = (g.oh + stemRows - 1) / stemRows;
  const int n = blockIdx.x / across / down;
  const int firstH = blockIdx.x / across % down * stemRows;
  const int firstW = blockIdx.x % across * stemColumns;
  copyTaps(weights, g, taps);
  copyInputs(x + static_cast<long long>(n) * g.h * g.w * g.channels, g, firstH, firstW, patch);
  __syncthreads();

  const int quad = threadIdx.x % (stemChannels / 4) * 4;
  const int row = threadIdx.x / (stemChannels / 4) / 2;
  const int odd = threadIdx.x / (stemChannels / 4) % 2;
  const int step = g.strideW * g.channels;
  const float* in = patch + row * g.strideH * g.pitch + odd * step;
  const float* tap = taps + quad;
  float sums[stemPixels][4] = {};
  for (int kh = 0; kh < g.kernelH; kh++) {
#pragma unroll 3
    for (int q = 0; q < g.kernelW * g.channels; q++) {
      const float4 weight = *reinterpret_cast<const float4*>(tap);
      tap += stemChannels;
#pragma unroll
      for (int i = 0; i < stemPixels; i++) {
        const float value = in[q + 2 * i * step];
        float4& sum = *reinterpret_cast<float4*>(sums[i]);
        sum = fma4(make_float4(value, value, value, value), weight, sum);
      }
    }
    in += g.dilationH * g.pitch;
  }

  const int column = blockIdx.y * stemChannels + quad;
  const int count = g.columns - column;
  const int oh = firstH + row;
  if (count <= 0 || oh >= g.oh) return;
  const bool whole = g.columns % 4 == 0;
  const float4 first = bias == nullptr ? zero4() : loadSome(bias + column, count);
  const long long line = (static_cast<long long>(n) * g.oh + oh) * g.ow;
  float added[stemPixels][4];
#pragma unroll
  for (int i = 0; i < stemPixels; i++) {
    float4& sum = *reinterpret_cast<float4*>(sums[i]);
    sum = make_float4(sum.x + first.x, sum.y + first.y, sum.z + first.z, sum.w + first.w);
    const int ow = firstW + 2 * i + odd;
    float4 read = zero4();
    if (epilogue.residual != NONE && ow < g.ow) {
      const float* at = residual + (line + ow) * g.columns + column;
      read = whole ? load4(at) : loadSome(at, count);
    }
    *reinterpret_cast<float4*>(added[i]) = read;
  }
  if (epilogue.residual == BEFORE) add(sums, added);
  activate(sums, epilogue);
  if (epilogue.residual == AFTER) add(sums, added);
#pragma unroll
  for (int i = 0; i < stemPixels; i++) {
    const int ow = firstW + 2 * i + odd;
    if (ow < g.ow) {
      storeSome(y + (line + ow) * g.columns + column, sums[i], whole ? 4 : count, whole);
    }
  }
}
