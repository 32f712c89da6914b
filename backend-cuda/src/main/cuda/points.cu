// What is computed element by element: activations, normalisation, arithmetic and functions of one to
// three tensors that broadcast, conversions. All are bound by the memory: every operand is read once,
// a repeated one from cache, and the result is written once.
#include "finish.cuh"

namespace twofold {

// Rows and columns of a walk over K operands that broadcast. Of every outer axis, innermost first, the
// table `axes` holds the extent and one stride per operand, in elements; a repeated axis has stride 0.
// Columns are in units of V; `step` are the strides along them, 0 or 1 with V = 4.
template <int K>
struct Broadcast {
  int axes;
  int rows;
  int columns;
  int step[K];
};

// The place of a row's first element in each operand.
template <int K>
struct Origins {
  int at[K];

  __device__ __forceinline__ Origins(const int* table, int axes, int row) {
#pragma unroll
    for (int k = 0; k < K; k++) at[k] = 0;
    int rest = row;
#pragma unroll 1
    for (int axis = 0; axis < axes; axis++, table += K + 1) {
      const int outer = rest / table[0];
      const int i = rest - outer * table[0];
      rest = outer;
#pragma unroll
      for (int k = 0; k < K; k++) at[k] += i * table[k + 1];
    }
  }
};

template <int V>
__device__ __forceinline__ Lanes<V> operand(const float* x, int origin, int column, int step) {
  if (V > 1 && step == 0) return Lanes<V>::all(x[origin]);
  return Lanes<V>::load(x + origin + static_cast<long long>(column) * V * step);
}

template <int V>
__device__ __forceinline__ void batchNorm(const float* x, const float* scale, const float* shift,
                                          const float* residual, float* y, int rows, int columns,
                                          const Epilogue& e) {
  FOR_ROWS(row, rows) {
    FOR_COLUMNS(column, columns) {
      const long long i = (static_cast<long long>(row) * columns + column) * V;
      Lanes<V> lanes = Lanes<V>::load(x + i);
      const Lanes<V> a = Lanes<V>::load(scale + column * V);
      const Lanes<V> b = Lanes<V>::load(shift + column * V);
#pragma unroll
      for (int j = 0; j < V; j++) lanes.v[j] = fmaf(lanes.v[j], a.v[j], b.v[j]);
      put<V>(lanes, e, residual, y, i);
    }
  }
}

enum Binary { ADD, SUB, MUL, DIV, MIN, MAX, EQUAL, LESS, GREATER };

// -0 is below 0, and NaN stays NaN.
__device__ __forceinline__ float smaller(float a, float b) {
  const float equal = __int_as_float(__float_as_int(a) | __float_as_int(b));
  const float other = a == b ? equal : a + b;
  return a < b ? a : b < a ? b : other;
}

__device__ __forceinline__ float larger(float a, float b) {
  const float equal = __int_as_float(__float_as_int(a) & __float_as_int(b));
  const float other = a == b ? equal : a + b;
  return a > b ? a : b > a ? b : other;
}

__device__ __forceinline__ float binary(int operation, float a, float b) {
  switch (operation) {
    case ADD:
      return a + b;
    case SUB:
      return a - b;
    case MUL:
      return a * b;
    case DIV:
      return a / b;
    case MIN:
      return smaller(a, b);
    case MAX:
      return larger(a, b);
    case EQUAL:
      return a == b ? 1.f : 0.f;
    case LESS:
      return a < b ? 1.f : 0.f;
    default:
      return a > b ? 1.f : 0.f;
  }
}

template <int V>
__device__ __forceinline__ void elementwise(const float* a, const float* b, const int* axes,
                                            const float* residual, float* y,
                                            const Broadcast<2>& walk, int operation,
                                            const Epilogue& e) {
  FOR_ROWS(row, walk.rows) {
    const Origins<2> origin(axes, walk.axes, row);
    FOR_COLUMNS(column, walk.columns) {
      Lanes<V> left = operand<V>(a, origin.at[0], column, walk.step[0]);
      const Lanes<V> right = operand<V>(b, origin.at[1], column, walk.step[1]);
      const int function = here(operation);
#pragma unroll
      for (int j = 0; j < V; j++) left.v[j] = binary(function, left.v[j], right.v[j]);
      put<V>(left, e, residual, y, (static_cast<long long>(row) * walk.columns + column) * V);
    }
  }
}

enum Unary { EXP, LOG, SQRT, ERF, FLOOR, CEIL, ROUND };

__device__ __forceinline__ float unary(int operation, float x) {
  switch (operation) {
    case EXP:
      return Exponential(x > 89.f ? 89.f : x).times(1.f);
    case LOG:
      return logf(x);
    case SQRT:
      return sqrtf(x);
    case ERF:
      return erff(x);
    case FLOOR:
      return floorf(x);
    case CEIL:
      return ceilf(x);
    default:
      return rintf(x);
  }
}

}  // namespace twofold

// y = x, finished with whatever function there is; x may be y.
#define ACTIVATE(NAME, V)                                                                      \
  KERNEL NAME(const float* x, const float* residual, float* y, const long long count,          \
              const twofold::Epilogue epilogue) {                                              \
    FOR_ELEMENTS(i, count) {                                                                   \
      const auto lanes = twofold::Lanes<V>::load(x + i * V);                                   \
      twofold::put<V, true>(lanes, epilogue, residual, y, i * V);                              \
    }                                                                                          \
  }

ACTIVATE(activate_f32, 1)
ACTIVATE(activate_f32_x4, 4)

// y = x * scale + shift per column: batch normalisation of NHWC pixels.
#define BATCH_NORM(NAME, V)                                                                    \
  KERNEL NAME(const float* __restrict__ x, const float* __restrict__ scale,                    \
              const float* __restrict__ shift, const float* __restrict__ residual,             \
              float* __restrict__ y, const int rows, const int columns,                        \
              const twofold::Epilogue epilogue) {                                              \
    twofold::batchNorm<V>(x, scale, shift, residual, y, rows, columns, epilogue);              \
  }

BATCH_NORM(batch_norm_nhwc_f32, 1)
BATCH_NORM(batch_norm_nhwc_f32_x4, 4)

#define ELEMENTWISE(NAME, V)                                                                   \
  KERNEL NAME(const float* __restrict__ a, const float* __restrict__ b,                        \
              const int* __restrict__ axes, const float* __restrict__ residual,                \
              float* __restrict__ y, const twofold::Broadcast<2> walk, const int operation,    \
              const twofold::Epilogue epilogue) {                                              \
    twofold::elementwise<V>(a, b, axes, residual, y, walk, operation, epilogue);               \
  }

ELEMENTWISE(elementwise_f32, 1)
ELEMENTWISE(elementwise_f32_x4, 4)

// a to the power of b as Java's Math.pow has it: unlike C's, NaN where b is NaN or infinite and the
// size of a is 1.
KERNEL power_f32(const float* __restrict__ a, const float* __restrict__ b,
                 const int* __restrict__ axes, const float* __restrict__ residual,
                 float* __restrict__ y, const twofold::Broadcast<2> walk,
                 const twofold::Epilogue epilogue) {
  FOR_ROWS(row, walk.rows) {
    const twofold::Origins<2> origin(axes, walk.axes, row);
    FOR_COLUMNS(column, walk.columns) {
      const float base = twofold::operand<1>(a, origin.at[0], column, walk.step[0]).v[0];
      const float exponent = twofold::operand<1>(b, origin.at[1], column, walk.step[1]).v[0];
      const bool undefined = fabsf(base) == 1.f && !(fabsf(exponent) < INFINITY);
      twofold::put<1>({{undefined ? NAN : powf(base, exponent)}}, epilogue, residual, y,
                      static_cast<long long>(row) * walk.columns + column);
    }
  }
}

KERNEL function_f32(const float* __restrict__ x, const float* __restrict__ residual,
                    float* __restrict__ y, const long long count, const int operation,
                    const twofold::Epilogue epilogue) {
  FOR_ELEMENTS(i, count) {
    twofold::put<1>({{twofold::unary(twofold::here(operation), x[i])}}, epilogue, residual, y, i);
  }
}

// a where the condition is not 0 (NaN is not), else b.
KERNEL select_f32(const float* __restrict__ condition, const float* __restrict__ a,
                  const float* __restrict__ b, const int* __restrict__ axes,
                  const float* __restrict__ residual, float* __restrict__ y,
                  const twofold::Broadcast<3> walk, const twofold::Epilogue epilogue) {
  FOR_ROWS(row, walk.rows) {
    const twofold::Origins<3> origin(axes, walk.axes, row);
    FOR_COLUMNS(column, walk.columns) {
      const auto holds = twofold::operand<1>(condition, origin.at[0], column, walk.step[0]);
      const auto left = twofold::operand<1>(a, origin.at[1], column, walk.step[1]);
      const auto right = twofold::operand<1>(b, origin.at[2], column, walk.step[2]);
      twofold::put<1>({{holds.v[0] != 0.f ? left.v[0] : right.v[0]}}, epilogue, residual, y,
                      static_cast<long long>(row) * walk.columns + column);
    }
  }
}

// Floats to integers: towards 0, those too large to the largest, NaN to 0.
KERNEL cast_f32_i32(const float* __restrict__ x, int* __restrict__ y, const long long count) {
  FOR_ELEMENTS(i, count) y[i] = __float2int_rz(x[i]);
}

// Integers to floats, rounded to the nearest.
KERNEL cast_i32_f32(const int* __restrict__ x, const float* __restrict__ residual,
                    float* __restrict__ y, const long long count,
                    const twofold::Epilogue epilogue) {
  FOR_ELEMENTS(i, count) {
    twofold::put<1>({{static_cast<float>(x[i])}}, epilogue, residual, y, i);
  }
}
