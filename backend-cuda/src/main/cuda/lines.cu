// What reduces the lines of a tensor along one axis: softmax and the place of the largest element.
//
// Where the axis varies fastest in memory, threads work on a line together: a warp on a short one, a
// block on a long one. Else neighbouring lines lie side by side, and each thread walks down its own.
#include "finish.cuh"

namespace twofold {

// NaN if one is NaN.
struct Largest {
  static __device__ __forceinline__ float of(float a, float b) {
    return a > b || isnan(a) ? a : b;
  }
};

struct Sum {
  static __device__ __forceinline__ float of(float a, float b) { return a + b; }
};

// e^x for x <= 0.
__device__ __forceinline__ float power(float x) { return Exponential(x).times(1.f); }

// One number from all threads of a group, for all of them, in an order that depends on the group's
// size only. A group is blockDim.x wide, 32 or 256; in the second case shared memory carries the warps'
// results across, and all threads of the block come here.
template <class Operation, int GROUP>
__device__ __forceinline__ float reduced(float value, float* warps) {
#pragma unroll
  for (int distance = 16; distance > 0; distance /= 2) {
    value = Operation::of(value, __shfl_xor_sync(0xffffffffu, value, distance));
  }
  if (GROUP == 32) return value;
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  value = warps[0];
#pragma unroll
  for (int warp = 1; warp < GROUP / 32; warp++) value = Operation::of(value, warps[warp]);
  __syncthreads();
  return value;
}

// Lines lie one after the other: line r is x[r * length ...]. A block is GROUP x 256 / GROUP.
template <int GROUP>
__device__ __forceinline__ void softmaxRows(const float* x, const float* residual, float* y,
                                            int rows, int length, const Epilogue& e) {
  __shared__ float warps[8];
  FOR_ROWS(row, rows) {
    const long long begin = static_cast<long long>(row) * length;
    float largest = -INFINITY;
#pragma unroll 1
    for (int i = threadIdx.x; i < length; i += GROUP) {
      largest = Largest::of(largest, x[begin + i]);
    }
    largest = reduced<Largest, GROUP>(largest, warps);
    float sum = 0.f;
#pragma unroll 1
    for (int i = threadIdx.x; i < length; i += GROUP) sum += power(x[begin + i] - largest);
    sum = reduced<Sum, GROUP>(sum, warps);
#pragma unroll 1
    for (int i = threadIdx.x; i < length; i += GROUP) {
      put<1>({{power(x[begin + i] - largest) / sum}}, e, residual, y, begin + i);
    }
  }
}

// The largest element so far and its place on the line.
struct Best {
  float value;
  int place;

  // NaN is the largest of all, and the first NaN wins; of equal numbers the first or the last. The
  // rule gives the same in whatever order elements come.
  __device__ __forceinline__ void meet(float other, int at, bool last) {
    const bool bothNan = isnan(other) && isnan(value);
    const bool before = at < place;
    const bool behind = at > place;
    const bool tie = bothNan ? before : last ? behind : before;
    const bool more = other > value || (isnan(other) && !isnan(value));
    const bool wins = bothNan || other == value ? tie : more;
    value = wins ? other : value;
    place = wins ? at : place;
  }
};

// Where a line begins. Of every axis of the output, innermost first, the table holds the extent and the
// stride in the input.
__device__ __forceinline__ int lineBegin(const int* axes, int count, int line) {
  int rest = line;
  int at = 0;
#pragma unroll 1
  for (int axis = 0; axis < count; axis++, axes += 2) {
    const int outer = rest / axes[0];
    at += (rest - outer * axes[0]) * axes[1];
    rest = outer;
  }
  return at;
}

}  // namespace twofold

// A block of 32 x 8.
KERNEL softmax_rows_f32_warp(const float* __restrict__ x, const float* __restrict__ residual,
                             float* __restrict__ y, const int rows, const int length,
                             const twofold::Epilogue epilogue) {
  twofold::softmaxRows<32>(x, residual, y, rows, length, epilogue);
}

// A block of 256 x 1.
KERNEL softmax_rows_f32_block(const float* __restrict__ x, const float* __restrict__ residual,
                              float* __restrict__ y, const int rows, const int length,
                              const twofold::Epilogue epilogue) {
  twofold::softmaxRows<256>(x, residual, y, rows, length, epilogue);
}

// [rows, length, columns] along the middle axis.
KERNEL softmax_columns_f32(const float* __restrict__ x, const float* __restrict__ residual,
                           float* __restrict__ y, const int rows, const int length,
                           const int columns, const twofold::Epilogue epilogue) {
  FOR_ROWS(row, rows) {
    FOR_COLUMNS(column, columns) {
      const long long begin = static_cast<long long>(row) * length * columns + column;
      float largest = -INFINITY;
#pragma unroll 1
      for (int i = 0; i < length; i++) {
        largest = twofold::Largest::of(largest, x[begin + static_cast<long long>(i) * columns]);
      }
      float sum = 0.f;
#pragma unroll 1
      for (int i = 0; i < length; i++) {
        sum += twofold::power(x[begin + static_cast<long long>(i) * columns] - largest);
      }
#pragma unroll 1
      for (int i = 0; i < length; i++) {
        const long long at = begin + static_cast<long long>(i) * columns;
        twofold::put<1>({{twofold::power(x[at] - largest) / sum}}, epilogue, residual, y, at);
      }
    }
  }
}

// A thread per line, whose elements are `step` apart.
KERNEL arg_max_f32(const float* __restrict__ x, const int* __restrict__ axes,
                   int* __restrict__ y, const int axisCount, const int lines, const int length,
                   const int step, const int last) {
  FOR_ELEMENTS(line, lines) {
    const float* at = x + twofold::lineBegin(axes, axisCount, static_cast<int>(line));
    twofold::Best best{at[0], 0};
#pragma unroll 1
    for (int i = 1; i < length; i++) {
      best.meet(at[static_cast<long long>(i) * step], i, last != 0);
    }
    y[line] = best.place;
  }
}

// A warp per line, whose elements follow each other. A block is 32 x 8.
KERNEL arg_max_rows_f32(const float* __restrict__ x, const int* __restrict__ axes,
                        int* __restrict__ y, const int axisCount, const int lines,
                        const int length, const int last) {
  FOR_ROWS(line, lines) {
    const float* at = x + twofold::lineBegin(axes, axisCount, line);
    const int first = min(static_cast<int>(threadIdx.x), length - 1);
    twofold::Best best{at[first], first};
#pragma unroll 1
    for (int i = threadIdx.x + 32; i < length; i += 32) best.meet(at[i], i, last != 0);
#pragma unroll 1
    for (int distance = 16; distance > 0; distance /= 2) {
      const float value = __shfl_xor_sync(0xffffffffu, best.value, distance);
      best.meet(value, __shfl_xor_sync(0xffffffffu, best.place, distance), last != 0);
    }
    if (threadIdx.x == 0) y[line] = best.place;
  }
}
