// The epilogue of common.cuh for kernels that are bound by memory, and the walk that they share.
//
// Functions of a few instructions are computed where a result is made (cheaply). The exponential ones
// would make the code of every kernel several times as long for the sake of rare networks: they run in
// place behind it, as activate_f32.
#pragma once

#include "common.cuh"

// A walk goes over rows times columns. A block is blockDim.y rows of blockDim.x columns, the grid is
// rows along x and columns along y, and both are strided, so any grid is right. What a row means is
// computed once per row, a division per column is one of 32 bits, and only addresses are of 64. The
// loops are not unrolled: what hides the memory's delay here are other warps, and the code is short.
#define FOR_ROWS(row, rows)                                                                \
  _Pragma("unroll 1") for (unsigned row = blockIdx.x * blockDim.y + threadIdx.y;           \
                           row < static_cast<unsigned>(rows); row += gridDim.x * blockDim.y)

#define FOR_COLUMNS(column, columns)                                                       \
  _Pragma("unroll 1") for (unsigned column = blockIdx.y * blockDim.x + threadIdx.x;        \
                           column < static_cast<unsigned>(columns);                        \
                           column += gridDim.y * blockDim.x)

#define FOR_ELEMENTS(i, count)                                                             \
  _Pragma("unroll 1") for (long long i = blockIdx.x * 256ll + threadIdx.x; i < (count);    \
                           i += gridDim.x * 256ll)

// All of these kernels are launched with 256 threads. At least two blocks are to fit a multiprocessor:
// without that the assembler saves registers for a third by spilling.
#define KERNEL extern "C" __global__ void __launch_bounds__(256, 2)

namespace twofold {

// One or four neighbours, loaded and stored at once.
template <int V>
struct Lanes {
  float v[V];

  static __device__ __forceinline__ Lanes all(float value) {
    Lanes lanes;
#pragma unroll
    for (int j = 0; j < V; j++) lanes.v[j] = value;
    return lanes;
  }

  static __device__ __forceinline__ Lanes load(const float* p) {
    if constexpr (V == 4) {
      const float4 q = *reinterpret_cast<const float4*>(p);
      return {{q.x, q.y, q.z, q.w}};
    } else {
      return {{*p}};
    }
  }

  __device__ __forceinline__ void store(float* p) const {
    if constexpr (V == 4) {
      *reinterpret_cast<float4*>(p) = make_float4(v[0], v[1], v[2], v[3]);
    } else {
      *p = v[0];
    }
  }
};

// The same number, as if it had just been read. Without it the compiler makes a loop of its own for
// every function and order, and a kernel of forty lines becomes one of four hundred.
__device__ __forceinline__ int here(int value) {
  int same;
  asm volatile("mov.u32 %0, %1;" : "=r"(same) : "r"(value));
  return same;
}

// The functions that need no exponential, of V values in place.
template <int V>
__device__ __forceinline__ void cheap(float (&v)[V], const Epilogue& e) {
  const int function = here(e.function);
  if (function == CLIP) {
#pragma unroll
    for (int j = 0; j < V; j++) v[j] = clip(v[j], e.a, e.b);
  } else if (function == LEAKY_RELU) {
#pragma unroll
    for (int j = 0; j < V; j++) v[j] = v[j] < 0.f ? e.a * v[j] : v[j];
  } else if (function == HARD_SIGMOID) {
#pragma unroll
    for (int j = 0; j < V; j++) v[j] = clip(fmaf(e.a, v[j], e.b), 0.f, 1.f);
  } else {
#pragma unroll
    for (int j = 0; j < V; j++) {
      const float middle = v[j] * fmaf(v[j], 0.16666667f, 0.5f);
      const float above = v[j] >= 3.f ? v[j] : middle;
      v[j] = v[j] <= -3.f ? 0.f : above;
    }
  }
}

// All functions.
template <int V>
__device__ __forceinline__ void full(float (&v)[V], const Epilogue& e) {
  if (here(e.function) <= HARD_SWISH) {
    cheap<V>(v, e);
  } else {
#pragma unroll
    for (int j = 0; j < V; j++) v[j] = exponential(v[j], e.function);
  }
}

template <int V>
__device__ __forceinline__ void add(float (&v)[V], const Lanes<V>& added) {
#pragma unroll
  for (int j = 0; j < V; j++) v[j] += added.v[j];
}

// Finishes V results and stores them at y[i], i being a multiple of V. The residual is of y's shape and
// order, and read only if there is one.
template <int V, bool FULL = false>
__device__ __forceinline__ void put(Lanes<V> lanes, const Epilogue& e, const float* residual,
                                    float* y, long long i) {
  const int order = here(e.residual);
  Lanes<V> added = Lanes<V>::all(0.f);
  if (order != NONE) added = Lanes<V>::load(residual + i);
  if (order == BEFORE) add<V>(lanes.v, added);
  if constexpr (FULL) {
    full<V>(lanes.v, e);
  } else {
    cheap<V>(lanes.v, e);
  }
  if (order == AFTER) add<V>(lanes.v, added);
  lanes.store(y + i);
}

}  // namespace twofold
