// Depthwise convolution: every channel filtered on its own. Little arithmetic for every byte (9
// multiply-adds for 8 bytes at 3x3), so all is about memory: each input is to come from it once.
//
// 3x3 and 5x5, channels a multiple of 4. A thread filters 4 channels (a float4) at a strip of outputs,
// 2 rows x 4 columns at stride 1, 1 x 4 at stride 2. It goes down the input rows under the strip; of each
// it holds the 6 to 11 float4 that its outputs share in registers, with one row of weights (at 2 rows of
// outputs two, since the row above is one kernel row further):
//
//      input rows    weights of upper, lower output row       3x3, stride 1:  4 x 6 + 9 loads of 16
//      0             0                                        bytes for 8 outputs x 9 multiply-adds
//      1             1  0                                     of 4 channels each
//      2             2  1
//      3                2
//
// A block covers 8 float4, 32 channels = 128 bytes of a pixel, so that warps read whole cache lines, and
// a patch of strips, whose shared borders the first cache serves. Blocks side by side read 2 (or 4) rows
// and columns of each other. No shared memory: there is nothing to share that the cache does not.
//
// Everything else - any window, dilation, channel multiplier, number of channels - goes through a plain
// loop over the kernel, one output pixel a thread, four channels where that is possible.
#include "common.cuh"

namespace twofold {

struct Filter {
  int n;
  int h;
  int w;
  int channels;  // of the input
  int oh;
  int ow;
  int multiplier;
  int kernelH;
  int kernelW;
  int strideH;
  int strideW;
  int padTop;
  int padLeft;
  int dilationH;
  int dilationW;
};

// Four channels of ROWS x 4 outputs.
template <int KERNEL, int STRIDE, int ROWS>
struct Strip {
  static constexpr int columns = 4;
  static constexpr int inputs = (columns - 1) * STRIDE + KERNEL;  // columns of the input under it
  static_assert(ROWS == 1 || STRIDE == 1, "a row of weights wanders from output row to output row");

  float sums[ROWS * columns][4];
  float4 taps[ROWS][KERNEL];

  __device__ __forceinline__ float4& sum(int r, int c) {
    return *reinterpret_cast<float4*>(sums[r * columns + c]);
  }

  // Takes in one input row, the i-th under the strip, whose first column is `iw`.
  __device__ __forceinline__ void row(const float* line, int iw, int w, int channels, int i) {
    float4 in[inputs];
    const float* at = line + static_cast<long long>(iw) * channels;
#pragma unroll
    for (int j = 0; j < inputs; j++) {
      in[j] = inside(iw + j, w) ? load4(at) : zero4();
      at += channels;
    }
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      if (i < r || i - r >= KERNEL) continue;
#pragma unroll
      for (int c = 0; c < columns; c++) {
#pragma unroll
        for (int kw = 0; kw < KERNEL; kw++) {
          sum(r, c) = fma4(in[c * STRIDE + kw], taps[r][kw], sum(r, c));
        }
      }
    }
  }

  // The lower output row takes over the weights that the upper one is done with.
  __device__ __forceinline__ void nextTaps(const float* weights, int i, int channels) {
#pragma unroll
    for (int r = ROWS - 1; r > 0; r--) {
#pragma unroll
      for (int kw = 0; kw < KERNEL; kw++) taps[r][kw] = taps[r - 1][kw];
    }
    if (i >= KERNEL) return;
    const float* at = weights + static_cast<long long>(i * KERNEL) * channels;
#pragma unroll
    for (int kw = 0; kw < KERNEL; kw++) {
      taps[0][kw] = load4(at);
      at += channels;
    }
  }
};

template <int KERNEL, int STRIDE, int ROWS>
__device__ __forceinline__ void addResidual(Strip<KERNEL, STRIDE, ROWS>& strip, const float* line,
                                            int oh, int ow, long long nextLine, const Filter& g) {
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
    const float* at = line;
#pragma unroll
    for (int column = 0; column < strip.columns; column++) {
      if (oh + r < g.oh && ow + column < g.ow) {
        const float4 added = load4(at);
        float4& sum = strip.sum(r, column);
        sum = make_float4(sum.x + added.x, sum.y + added.y, sum.z + added.z, sum.w + added.w);
      }
      at += g.channels;
    }
    line += nextLine;
  }
}

// grid: patches of all images, groups of channels; block: float4, columns of strips, rows of strips
template <int KERNEL, int STRIDE, int ROWS>
__device__ __forceinline__ void strips(const float* x, const float* weights, const float* bias,
                                       const float* residual, float* y, const Filter& g,
                                       const Epilogue& e) {
  using S = Strip<KERNEL, STRIDE, ROWS>;
  const int c = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  const unsigned across = (g.ow + S::columns * blockDim.y - 1) / (S::columns * blockDim.y);
  const unsigned down = (g.oh + ROWS * blockDim.z - 1) / (ROWS * blockDim.z);
  const unsigned line = blockIdx.x / across;
  const int ow = (blockIdx.x % across * blockDim.y + threadIdx.y) * S::columns;
  const int oh = (line % down * blockDim.z + threadIdx.z) * ROWS;
  const int n = line / down;
  if (c >= g.channels || ow >= g.ow || oh >= g.oh) return;

  S strip;
  const float4 first = bias == nullptr ? zero4() : load4(bias + c);
#pragma unroll
  for (int i = 0; i < ROWS * S::columns; i++) strip.sum(0, i) = first;
  const int ih = oh * STRIDE - g.padTop;
  const int iw = ow * STRIDE - g.padLeft;
  // Unrolled for 3x3 alone: at 5x5 the loads of two rows at once would not fit the registers.
#pragma unroll (KERNEL == 3 ? ROWS + 2 : 1)
  for (int i = 0; i < ROWS + KERNEL - 1; i++) {
    strip.nextTaps(weights + c, i, g.channels);
    if (inside(ih + i, g.h)) {
      const long long row = (static_cast<long long>(n) * g.h + ih + i) * g.w;
      strip.row(x + row * g.channels + c, iw, g.w, g.channels, i);
    }
  }

  const long long place = ((static_cast<long long>(n) * g.oh + oh) * g.ow + ow) * g.channels + c;
  const long long nextRow = static_cast<long long>(g.ow) * g.channels;
  if (e.residual == BEFORE) addResidual(strip, residual + place, oh, ow, nextRow, g);
  activate(strip.sums, e);
  if (e.residual == AFTER) addResidual(strip, residual + place, oh, ow, nextRow, g);
  float* row = y + place;
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
    float* at = row;
#pragma unroll
    for (int column = 0; column < S::columns; column++) {
      if (oh + r < g.oh && ow + column < g.ow) store4(at, strip.sum(r, column));
      at += g.channels;
    }
    row += nextRow;
  }
}

// CHANNELS (1 or 4) output channels of one pixel. Four only where the multiplier is 1. Kernel elements
// in the padding are passed over, not multiplied by 0.
template <int CHANNELS>
__device__ __forceinline__ void point(const float* x, const float* weights, const float* bias,
                                      const float* residual, float* y, const Filter& g,
                                      const Epilogue& e) {
  const unsigned outChannels = static_cast<unsigned>(g.channels) * g.multiplier;
  const unsigned perPixel = outChannels / CHANNELS;
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned pixel = i / perPixel;
  const unsigned oc = i % perPixel * CHANNELS;
  const unsigned line = pixel / g.ow;
  const unsigned n = line / g.oh;
  if (n >= static_cast<unsigned>(g.n)) return;

  float sums[1][4];
  float4& sum = *reinterpret_cast<float4*>(sums[0]);
  sum = bias == nullptr ? zero4() : CHANNELS == 4 ? load4(bias + oc) : loadSome(bias + oc, 1);
  const int ih = static_cast<int>(line % g.oh) * g.strideH - g.padTop;
  const int iw = static_cast<int>(pixel % g.ow) * g.strideW - g.padLeft;
  const float* image = x + static_cast<long long>(n) * g.h * g.w * g.channels + oc / g.multiplier;
  for (int kh = 0; kh < g.kernelH; kh++) {
    const int h = ih + kh * g.dilationH;
    if (!inside(h, g.h)) continue;
    for (int kw = 0; kw < g.kernelW; kw++) {
      const int w = iw + kw * g.dilationW;
      if (!inside(w, g.w)) continue;
      const float* in = image + (static_cast<long long>(h) * g.w + w) * g.channels;
      const float* tap = weights + static_cast<long long>(kh * g.kernelW + kw) * outChannels + oc;
      sum = CHANNELS == 4 ? fma4(load4(in), load4(tap), sum)
                          : fma4(loadSome(in, 1), loadSome(tap, 1), sum);
    }
  }

  const long long place = static_cast<long long>(pixel) * outChannels + oc;
#pragma unroll
  for (int c = 0; c < CHANNELS; c++) sums[0][c] = finish(sums[0][c], e, residual + place + c);
  storeSome(y + place, sums[0], CHANNELS, CHANNELS == 4);
}

}  // namespace twofold

#define DEPTHWISE_PARAMETERS                                                                        \
  const float *__restrict__ x, const float *__restrict__ weights, const float *__restrict__ bias,   \
      const float *__restrict__ residual, float *__restrict__ y, const twofold::Filter filter,      \
      const twofold::Epilogue epilogue

// At most 128 threads a block, BLOCKS of them at once on a multiprocessor.
#define DEPTHWISE(KERNEL, STRIDE, ROWS, BLOCKS)                                                     \
  extern "C" __global__ void __launch_bounds__(128, BLOCKS)                                         \
      depthwise_nhwc_f32_##KERNEL##x##KERNEL##_s##STRIDE(DEPTHWISE_PARAMETERS) {                    \
    twofold::strips<KERNEL, STRIDE, ROWS>(x, weights, bias, residual, y, filter, epilogue);         \
  }

DEPTHWISE(3, 1, 2, 4)
DEPTHWISE(3, 2, 1, 5)
DEPTHWISE(5, 1, 2, 3)
DEPTHWISE(5, 2, 1, 4)

// grid: all outputs, 256 threads a block
extern "C" __global__ void __launch_bounds__(256)
    depthwise_nhwc_f32_general_4(DEPTHWISE_PARAMETERS) {
  twofold::point<4>(x, weights, bias, residual, y, filter, epilogue);
}

extern "C" __global__ void __launch_bounds__(256)
    depthwise_nhwc_f32_general_1(DEPTHWISE_PARAMETERS) {
  twofold::point<1>(x, weights, bias, residual, y, filter, epilogue);
}
