// General, grouped and transposed convolution as one matrix product each (implicit
// GEMM): a row is an output pixel, its depths are the inputs under the window, ordered kernel row,
// kernel column, channel of the group. Nothing is gathered into memory first; the tile's loads find the
// inputs themselves. Tiles as in pointwise.cu.
//
// Where a group's channels are a multiple of 4, four neighbouring depths are four channels of one pixel
// and one load. Else each is found on its own; images of at most 3 channels have a kernel to themselves
// (stem.cu).
//
// A transposed convolution is a product per phase: of the outputs whose row and column leave given
// rests when divided by the stride, all see the same kernel elements, and walking through those the
// input runs backwards. So the same kernel serves, with outputs a stride apart and a step below 0:
//
//     input row  = i * stepIn + firstIn + kernel row * stepKernel      i: row among the outputs
//     output row = i * stepOut + firstOut
//
//                       stepIn   firstIn    stepKernel           stepOut  firstOut
//     convolution       stride   -padding   dilation             1        0
//     phase             1        its own    -dilation / common   stride   its own
#include "fp32.cuh"

namespace twofold {

// Rows or columns.
struct Axis {
  int in;      // of the input
  int out;     // of the output
  int count;   // of the outputs that this launch computes
  int kernel;  // of the kernel, as far as this launch uses it
  int stepIn;
  int firstIn;
  int stepKernel;
  int stepOut;
  int firstOut;
};

struct Patches {
  Axis h;
  Axis w;
  int groups;
};

template <class T>
struct Windows {
  const Patches& g;
  int depth;
  int channels;      // of the input
  int perGroup;      // of the input
  int kernelWidth;
  const float* image[T::leftQuads];  // of each of this thread's rows, at its group; null behind the end
  int ih[T::leftQuads];              // where the window begins
  int iw[T::leftQuads];

  __device__ __forceinline__ Windows(const float* x, const Extent& size, const Patches& g, int group)
      : g(g), depth(size.depth), kernelWidth(g.w.kernel) {
    perGroup = g.h.kernel * g.w.kernel == 0 ? 0 : depth / (g.h.kernel * g.w.kernel);
    channels = perGroup * g.groups;
#pragma unroll
    for (int i = 0; i < T::leftQuads; i++) {
      const unsigned row = blockIdx.x * T::rows + threadIdx.x / 4 + i * (T::threads / 4);
      const unsigned line = row / g.w.count;
      const unsigned n = line / g.h.count;
      ih[i] = static_cast<int>(line % g.h.count) * g.h.stepIn + g.h.firstIn;
      iw[i] = static_cast<int>(row % g.w.count) * g.w.stepIn + g.w.firstIn;
      const long long first = static_cast<long long>(n) * g.h.in * g.w.in * channels;
      image[i] = row < static_cast<unsigned>(size.rows) ? x + first + group * perGroup : nullptr;
    }
  }

  // The input at a kernel element and channel, or null in the padding.
  __device__ __forceinline__ const float* at(int i, int kh, int kw, int c) const {
    const int h = ih[i] + kh * g.h.stepKernel;
    const int w = iw[i] + kw * g.w.stepKernel;
    if (image[i] == nullptr || !inside(h, g.h.in) || !inside(w, g.w.in)) return nullptr;
    return image[i] + (static_cast<long long>(h) * g.w.in + w) * channels + c;
  }

  __device__ __forceinline__ void fetch(int k, float4 (&quads)[T::leftQuads]) const {
#pragma unroll
    for (int i = 0; i < T::leftQuads; i++) quads[i] = zero4();
    if (k >= depth) return;
    int tap = k / perGroup;
    int c = k - tap * perGroup;
    int kh = tap / kernelWidth;
    int kw = tap - kh * kernelWidth;
    if (perGroup % 4 == 0) {
#pragma unroll
      for (int i = 0; i < T::leftQuads; i++) {
        const float* from = at(i, kh, kw, c);
        if (from != nullptr) quads[i] = load4(from);
      }
      return;
    }
#pragma unroll
    for (int j = 0; j < 4; j++) {
      if (k + j < depth) {
#pragma unroll
        for (int i = 0; i < T::leftQuads; i++) {
          const float* from = at(i, kh, kw, c);
          if (from != nullptr) reinterpret_cast<float*>(quads + i)[j] = __ldg(from);
        }
      }
      if (++c == perGroup) {
        c = 0;
        if (++kw == kernelWidth) {
          kw = 0;
          kh++;
        }
      }
    }
  }

  __device__ __forceinline__ long long pixel(unsigned row) const {
    const unsigned line = row / g.w.count;
    const unsigned n = line / g.h.count;
    const long long h = static_cast<int>(line % g.h.count) * g.h.stepOut + g.h.firstOut;
    const int w = static_cast<int>(row % g.w.count) * g.w.stepOut + g.w.firstOut;
    return (n * static_cast<long long>(g.h.out) + h) * g.w.out + w;
  }
};

template <class T>
__device__ __forceinline__ void convolution(const float* x, const float* weights, const float* bias,
                                            const float* residual, float* y, const Extent& size,
                                            const Patches& patches, const Epilogue& e) {
  const int group = blockIdx.z / size.splits;
  const int split = blockIdx.z % size.splits;
  Windows<T> source(x, size, patches, group);
  const long long packedRows = (size.depth + T::depth - 1) / T::depth * T::depth;
  const float* right = weights + group * packedRows * size.packedColumns;
  const int offset = group * size.columns;
  const Target target = {bias == nullptr ? nullptr : bias + offset, residual, y,
                         patches.groups * size.columns, offset};
  compute<Fp32<T>>(size, source, right, target, split, e);
}

}  // namespace twofold

// grid: tiles of output pixels, tiles of a group's output channels, groups x parts of the depth
#define CONVOLUTION(ROWS, COLUMNS)                                                                  \
  extern "C" __global__ void __launch_bounds__(twofold::Tile##ROWS##x##COLUMNS::threads,            \
                                               twofold::Tile##ROWS##x##COLUMNS::blocks)             \
      conv_nhwc_f32_##ROWS##x##COLUMNS(                                                             \
          const float* __restrict__ x, const float* __restrict__ weights,                           \
          const float* __restrict__ bias, const float* __restrict__ residual, float* __restrict__ y, \
          const twofold::Extent size, const twofold::Patches patches,                               \
          const twofold::Epilogue epilogue) {                                                       \
    twofold::convolution<twofold::Tile##ROWS##x##COLUMNS>(x, weights, bias, residual, y, size,      \
                                                          patches, epilogue);                       \
  }

CONVOLUTION(128, 64)
CONVOLUTION(64, 64)
CONVOLUTION(128, 32)
CONVOLUTION(32, 32)
