// Products of matrices that both flow, as in attention:
//
//     y[m, n] = sum over k of a[m, k] * b[k, n]
//
// for a stack of matrices, all with strides of their own, since the last two logical axes of an NHWC
// tensor are not its last two in memory.
//
// A block of 256 threads computes a tile of 64 x 64, each thread 4 x 4, its rows and columns 16 apart.
// Both factors come through shared memory in slices of 16, with zeros beyond the ends, so that the
// inner loop has no test. Per slice 64 * 16 * 2 floats are read for 64 * 64 * 16 fused multiply-adds.
//
// A warp stores 16 columns of 2 rows of each factor: the left one transposed, where rows of 66 put them
// into banks 2 * column + row, the right one as it is, where rows of 80 put them into 16 * row + column.
#include "finish.cuh"

namespace twofold {

constexpr int TILE = 64;
constexpr int SLICE = 16;
constexpr int EACH = 4;

// Strides in elements.
struct Matrices {
  int axes;   // of the stack
  int tiles;  // of the whole stack
  int m;
  int n;
  int k;
  int aRow;
  int aColumn;
  int bRow;
  int bColumn;
  int yRow;
  int yColumn;
};

// Where a matrix of the stack begins in each tensor. Of every axis, innermost first, the table holds
// the extent and the strides in a, b and y.
struct Begins {
  int a = 0;
  int b = 0;
  int y = 0;

  __device__ __forceinline__ Begins(const int* table, int axes, int matrix) {
    int rest = matrix;
#pragma unroll 1
    for (int axis = 0; axis < axes; axis++, table += 4) {
      const int outer = rest / table[0];
      const int i = rest - outer * table[0];
      rest = outer;
      a += i * table[1];
      b += i * table[2];
      y += i * table[3];
    }
  }
};

__device__ __forceinline__ long long place(int begin, int row, int rowStride, int column,
                                           int columnStride) {
  return begin + static_cast<long long>(row) * rowStride +
         static_cast<long long>(column) * columnStride;
}

}  // namespace twofold

KERNEL matmul_f32_64x64(const float* __restrict__ a, const float* __restrict__ b,
                        const int* __restrict__ axes, float* __restrict__ y,
                        const twofold::Matrices g) {
  using namespace twofold;
  __shared__ float left[SLICE][TILE + 2];
  __shared__ float right[SLICE][TILE + 16];
  const int across = (g.n + TILE - 1) / TILE;
  const int down = (g.m + TILE - 1) / TILE;
  const int tx = threadIdx.x % 16;
  const int ty = threadIdx.x / 16;
#pragma unroll 1
  for (unsigned tile = blockIdx.x; tile < static_cast<unsigned>(g.tiles); tile += gridDim.x) {
    const int line = tile / across;
    const int column0 = (tile - line * across) * TILE;
    const int matrix = line / down;
    const int row0 = (line - matrix * down) * TILE;
    const Begins begin(axes, g.axes, matrix);
    float sums[EACH][EACH] = {};
#pragma unroll 1
    for (int k0 = 0; k0 < g.k; k0 += SLICE) {
#pragma unroll
      for (int i = 0; i < EACH; i++) {
        const int row = row0 + ty + 16 * i;
        const int ka = k0 + tx;
        const long long from = place(begin.a, row, g.aRow, ka, g.aColumn);
        left[tx][ty + 16 * i] = row < g.m && ka < g.k ? a[from] : 0.f;
        const int column = column0 + tx + 16 * i;
        const int kb = k0 + ty;
        const long long at = place(begin.b, kb, g.bRow, column, g.bColumn);
        right[ty][tx + 16 * i] = column < g.n && kb < g.k ? b[at] : 0.f;
      }
      __syncthreads();
#pragma unroll 4
      for (int s = 0; s < SLICE; s++) {
#pragma unroll
        for (int i = 0; i < EACH; i++) {
#pragma unroll
          for (int j = 0; j < EACH; j++) {
            sums[i][j] = fmaf(left[s][ty + 16 * i], right[s][tx + 16 * j], sums[i][j]);
          }
        }
      }
      __syncthreads();
    }
#pragma unroll
    for (int j = 0; j < EACH; j++) {
      const int column = column0 + tx + 16 * j;
#pragma unroll
      for (int i = 0; i < EACH; i++) {
        const int row = row0 + ty + 16 * i;
        if (row < g.m && column < g.n) {
          y[place(begin.y, row, g.yRow, column, g.yColumn)] = sums[i][j];
        }
      }
    }
  }
}
