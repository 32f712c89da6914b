// The product of a tile by fused multiply-adds: exact products, sums rounded one after the other.
//
// A thread has 8 x 8 (or 8 x 4, 4 x 4) sums. Per depth it reads 8 + 8 floats from shared memory, as four
// float4, for 64 fused multiply-adds. A warp asks for 4 (or 2) different float4 on the left, the same for
// all its lanes of a row, and for 128 (or 256) neighbouring bytes on the right: no two lanes want different
// words of one bank. Only storing the left chunk, four quads of depth at once, takes turns: row m of depth k
// lies at place m ^ 8 * (k / 4).
#pragma once

#include "product.cuh"

namespace twofold {

template <class T>
struct Fp32 {
  using Tile = T;

  float sums[T::threadRows][T::threadColumns];

  static __device__ __forceinline__ int leftPlace(int q, int, int row) { return row ^ (8 * q); }
  static __device__ __forceinline__ int rightPlace(int, int, int column) { return column; }
  static __device__ __forceinline__ int sumPlace(int, int column) { return column; }
  static __device__ __forceinline__ float factor(float x) { return x; }

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int r = 0; r < T::threadRows; r++) {
#pragma unroll
      for (int c = 0; c < T::threadColumns; c++) sums[r][c] = 0.f;
    }
  }

  // One chunk. Unrolled by 8 depths: by all 16 the code is twice as long for 1 % fewer instructions.
  __device__ __forceinline__ void multiply(const Chunks<T>& shared, int buffer) {
    const int tx = threadIdx.x % T::across * 4;
    const int ty = threadIdx.x / T::across * 4;
#pragma unroll 1
    for (int half = 0; half < T::depth; half += 8) {
#pragma unroll
      for (int j = 0; j < 8; j++) {
        const int turned = ty ^ (2 * half + 8 * (j / 4));
        float a[T::threadRows];
        float b[T::threadColumns];
#pragma unroll
        for (int r = 0; r < T::threadRows; r += 4) {
          // Rows of the second half lie T::rows / 2 behind, a distance that turning leaves alone
          // (it is at least 32).
          *reinterpret_cast<float4*>(a + r) = *reinterpret_cast<const float4*>(
              &shared.left[buffer][half + j][turned + r / 4 * (T::rows / 2)]);
        }
#pragma unroll
        for (int c = 0; c < T::threadColumns; c += 4) {
          *reinterpret_cast<float4*>(b + c) = *reinterpret_cast<const float4*>(
              &shared.right[buffer][half + j][tx + c / 4 * (T::columns / 2)]);
        }
#pragma unroll
        for (int r = 0; r < T::threadRows; r++) {
#pragma unroll
          for (int c = 0; c < T::threadColumns; c++) sums[r][c] = fmaf(a[r], b[c], sums[r][c]);
        }
      }
    }
  }

  // From registers to where a whole row of sums lies side by side.
  __device__ __forceinline__ void spread(float (&tile)[T::rows][T::columns]) const {
    const int tx = threadIdx.x % T::across * 4;
    const int ty = threadIdx.x / T::across * 4;
#pragma unroll
    for (int r = 0; r < T::threadRows; r++) {
#pragma unroll
      for (int c = 0; c < T::threadColumns; c += 4) {
        store4(&tile[ty + r % 4 + r / 4 * (T::rows / 2)][tx + c / 4 * (T::columns / 2)],
               *reinterpret_cast<const float4*>(sums[r] + c));
      }
    }
  }
};

}  // namespace twofold
