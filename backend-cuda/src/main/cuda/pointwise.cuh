// Pointwise convolution: every pixel's channels times a matrix. In NHWC that is the matrix product of
// product.cuh as it stands, left rows being pixels: [N * H * W, in] * [in, out]. Linear layers on many
// rows are the same.
//
// Tiles: 128x64 where there is enough for all multiprocessors, 64x64 for smaller maps, 128x32 and 32x32
// where there are at most 32 output channels (the projections of MobileNetV2).
//
// Per output 2 * in flops; a tile reads (rows + columns) * in floats for rows * columns outputs, so
// 128x64 makes 21 fused multiply-adds of every float that it loads.
#pragma once

#include "product.cuh"

namespace twofold {

// Pixels straight from memory.
template <class T>
struct Pixels {
  const float* first[T::leftQuads];  // of each of this thread's rows; null behind the last row
  int depth;

  __device__ __forceinline__ Pixels(const float* x, const Extent& size) : depth(size.depth) {
#pragma unroll
    for (int i = 0; i < T::leftQuads; i++) {
      const unsigned row = blockIdx.x * T::rows + threadIdx.x / 4 + i * (T::threads / 4);
      first[i] = row < static_cast<unsigned>(size.rows)
                     ? x + static_cast<long long>(row) * depth
                     : nullptr;
    }
  }

  __device__ __forceinline__ void fetch(int k, float4 (&quads)[T::leftQuads]) const {
    const int count = depth - k;
#pragma unroll
    for (int i = 0; i < T::leftQuads; i++) {
      quads[i] = first[i] == nullptr || count <= 0 ? zero4()
                 : depth % 4 == 0                  ? load4(first[i] + k)
                                                   : loadSome(first[i] + k, count);
    }
  }

  __device__ __forceinline__ long long pixel(unsigned row) const { return row; }
};

template <class Math>
__device__ __forceinline__ void pointwise(const float* x, const float* weights, const float* bias,
                                          const float* residual, float* y, const Extent& size,
                                          const Epilogue& e) {
  Pixels<typename Math::Tile> source(x, size);
  const Target target = {bias, residual, y, size.columns, 0};
  compute<Math>(size, source, weights, target, blockIdx.z, e);
}

}  // namespace twofold

// grid: tiles of pixels, tiles of output channels, parts of the depth
#define POINTWISE(NAME, MATH, ROWS, COLUMNS)                                                        \
  extern "C" __global__ void __launch_bounds__(twofold::Tile##ROWS##x##COLUMNS::threads,            \
                                               twofold::Tile##ROWS##x##COLUMNS::blocks)             \
      NAME##_##ROWS##x##COLUMNS(                                                                    \
          const float* __restrict__ x, const float* __restrict__ weights,                           \
          const float* __restrict__ bias, const float* __restrict__ residual, float* __restrict__ y, \
          const twofold::Extent size, const twofold::Epilogue epilogue) {                           \
    twofold::pointwise<twofold::MATH<twofold::Tile##ROWS##x##COLUMNS>>(x, weights, bias, residual,  \
                                                                       y, size, epilogue);          \
  }
