// The product of a tile by tensor cores: factors rounded to TF32 (10 bits of fraction, to the nearest,
// halves away from zero), products exact, sums in fp32. For compute capability 8.0 and later.
//
// Each of the block's warps has its own part of the tile, 64 x 32, 32 x 64, 32 x 32 or 32 x 16, and
// computes it in pieces of 16 x 8 outputs and 8 depths, one mma.sync each. Factors and sums of a piece are
// spread over the lanes; with g = lane / 4 and t = lane % 4 a lane has
//
//     left    [g, t]  [g + 8, t]  [g, t + 4]  [g + 8, t + 4]      rows x depths
//     right   [t, g]  [t + 4, g]                                  depths x columns
//     sums    [g, 2 t]  [g, 2 t + 1]  [g + 8, 2 t]  [g + 8, 2 t + 1]
//
// Shared memory. Reading a factor, a warp meets 8 neighbouring places (g) of 4 depths (t). Rows are
// multiples of 32 banks long, so the four would meet in the same 8 banks: places are turned by 8 * (q ^ t)
// with q = k / 4, t = k % 4. That also differs between the four depths that a warp stores at once (same t,
// four q), so both are without conflicts. Sums, 4 rows (g) of 8 bytes (t) in a turn, are turned by the row.
//
// Factors are rounded once, on their way into shared memory, not each time that one of the warps reads
// them. They pass through registers for that, so copying them past the registers (cp.async) is no use.
#pragma once

#include "product.cuh"

namespace twofold {

template <class T>
struct Tf32 {
  using Tile = T;

  // A warp's part of the tile.
  static constexpr int warpColumns = T::rows > 2 * T::columns ? T::columns : T::columns / 2;
  static constexpr int warpRows = T::rows * T::columns * 32 / (T::threads * warpColumns);
  static constexpr int down = warpRows / 16;
  static constexpr int along = warpColumns / 8;

  float sums[down][along][4];

  static __device__ __forceinline__ int leftPlace(int q, int j, int row) {
    return row ^ (8 * ((q ^ j) % 4));
  }

  static __device__ __forceinline__ int rightPlace(int q, int j, int column) {
    return column ^ (8 * ((q ^ j) % 4));
  }

  static __device__ __forceinline__ int sumPlace(int row, int column) {
    return column ^ (8 * (row % 4));
  }

  static __device__ __forceinline__ float factor(float x) {
    unsigned bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
    return __uint_as_float(bits);
  }

  // Where this warp's part begins.
  static __device__ __forceinline__ int firstRow() {
    return threadIdx.x / 32 / (T::columns / warpColumns) * warpRows;
  }

  static __device__ __forceinline__ int firstColumn() {
    return threadIdx.x / 32 % (T::columns / warpColumns) * warpColumns;
  }

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int r = 0; r < down; r++) {
#pragma unroll
      for (int c = 0; c < along; c++) {
#pragma unroll
        for (int i = 0; i < 4; i++) sums[r][c][i] = 0.f;
      }
    }
  }

  static __device__ __forceinline__ void multiplyAdd(float (&d)[4], const float (&a)[4],
                                                     const float (&b)[2]) {
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
        "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])),
          "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b[0])), "r"(__float_as_uint(b[1])));
  }

  // One chunk: 8 depths, then 8 more. With both unrolled the places take up to 40 registers more, and 128x32
  // spills.
  __device__ __forceinline__ void multiply(const Chunks<T>& shared, int buffer) {
    const int t = threadIdx.x % 4;
    const int row = firstRow() + threadIdx.x % 32 / 4;
    const int column = firstColumn() + threadIdx.x % 32 / 4;
#pragma unroll 1
    for (int half = 0; half < T::depth / 4; half += 2) {
      float a[down][4];
      float b[along][2];
#pragma unroll
      for (int i = 0; i < 2; i++) {
        const int q = half + i;
        const float* left = shared.left[buffer][4 * q + t];
        const float* right = shared.right[buffer][4 * q + t];
#pragma unroll
        for (int r = 0; r < down; r++) {
          a[r][2 * i] = left[leftPlace(q, t, row + 16 * r)];
          a[r][2 * i + 1] = left[leftPlace(q, t, row + 16 * r + 8)];
        }
#pragma unroll
        for (int c = 0; c < along; c++) b[c][i] = right[rightPlace(q, t, column + 8 * c)];
      }
#pragma unroll
      for (int r = 0; r < down; r++) {
#pragma unroll
        for (int c = 0; c < along; c++) multiplyAdd(sums[r][c], a[r], b[c]);
      }
    }
  }

  // From registers to where a whole row of sums lies side by side.
  __device__ __forceinline__ void spread(float (&tile)[T::rows][T::columns]) const {
    const int row = firstRow() + threadIdx.x % 32 / 4;
    const int column = firstColumn() + threadIdx.x % 4 * 2;
#pragma unroll
    for (int r = 0; r < down; r++) {
#pragma unroll
      for (int c = 0; c < along; c++) {
#pragma unroll
        for (int i = 0; i < 2; i++) {
          const int m = row + 16 * r + 8 * i;
          *reinterpret_cast<float2*>(&tile[m][sumPlace(m, column + 8 * c)]) =
              make_float2(sums[r][c][2 * i], sums[r][c][2 * i + 1]);
        }
      }
    }
  }
};

}  // namespace twofold
