// The matrix product for few rows: a classifier at batch 1, the pointwise convolutions of
// squeeze-and-excitation. What it costs is reading the weights once.
//
// A warp computes one output column for up to 4 rows. Its lanes share the depth, each reading a float4
// of the weights, 512 neighbouring bytes a warp, and using it for all rows; then they add up what they
// have by exchanging registers, always in the same order. Weights lie as they come, [columns][depth].
// 8 warps a block; 1,000 classes are 125 blocks.
#include "common.cuh"

namespace twofold {

constexpr int linearRows = 4;

__device__ __forceinline__ float dot4(float4 a, float4 b, float sum) {
  return fmaf(a.w, b.w, fmaf(a.z, b.z, fmaf(a.y, b.y, fmaf(a.x, b.x, sum))));
}

// Four depths from k, of which `count` exist; `whole` if rows begin at multiples of 16 bytes.
__device__ __forceinline__ float4 depths(const float* row, int k, int count, bool whole) {
  return whole ? load4(row + k) : loadSome(row + k, count);
}

}  // namespace twofold

// grid: output columns / 8, rows / 4
extern "C" __global__ void __launch_bounds__(256)
    linear_f32_rows4(const float* __restrict__ x, const float* __restrict__ weights,
                     const float* __restrict__ bias, const float* __restrict__ residual,
                     float* __restrict__ y, const int rows, const int columns, const int depth,
                     const twofold::Epilogue epilogue) {
  using namespace twofold;
  const int lane = threadIdx.x % 32;
  const int column = blockIdx.x * 8 + threadIdx.x / 32;
  if (column >= columns) return;  // a whole warp
  const int firstRow = blockIdx.y * linearRows;
  const bool whole = depth % 4 == 0;
  const float* weight = weights + static_cast<long long>(column) * depth;
  const float* row[linearRows];
#pragma unroll
  for (int r = 0; r < linearRows; r++) {
    // Behind the last row it is read again, and its sum forgotten.
    row[r] = x + static_cast<long long>(min(firstRow + r, rows - 1)) * depth;
  }

  float sums[linearRows] = {};
  for (int k = lane * 4; k < depth; k += 128) {
    const float4 w = depths(weight, k, depth - k, whole);
#pragma unroll
    for (int r = 0; r < linearRows; r++) {
      sums[r] = dot4(depths(row[r], k, depth - k, whole), w, sums[r]);
    }
  }
#pragma unroll
  for (int distance = 16; distance > 0; distance /= 2) {
#pragma unroll
    for (int r = 0; r < linearRows; r++) {
      sums[r] += __shfl_xor_sync(0xffffffffu, sums[r], distance);
    }
  }

  // Each of the first lanes finishes one row.
  const int mine = firstRow + lane;
  if (lane >= linearRows || mine >= rows) return;
  const float sum = lane == 0 ? sums[0] : lane == 1 ? sums[1] : lane == 2 ? sums[2] : sums[3];
  const long long place = static_cast<long long>(mine) * columns + column;
  const float first = bias == nullptr ? 0.f : __ldg(bias + column);
  y[place] = finish(sum + first, epilogue, residual + place);
}
