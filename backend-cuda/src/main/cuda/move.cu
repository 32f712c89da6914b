// What puts elements elsewhere and computes nothing: gathering by tables (pad, slice, transpose,
// nearest neighbours), joining, and the exchange of two axes, such as NCHW to NHWC. Bound by the
// memory: one read and one write of 4 bytes per element.
#include "finish.cuh"

namespace twofold {

// The rows and columns of a gather, and how many outer axes its tables hold. Columns are in units of V.
struct Gather {
  int axes;
  int rows;
  int columns;
  int first;  // with V = 4, where the first column's source is
  float fill;
};

// y[row, column] = x[origin(row) + place(column)], or fill where there is no source. The axes are
// independent: for every outer axis, innermost first, the tables hold the extent, and for each place on
// it where the source begins, in elements, negative for nowhere. With V = 4 columns are fours of
// neighbours in x as in y; with V = 1 the last table tells, for each column, where its source is.
template <int V>
__device__ __forceinline__ void gather(const float* x, const int* tables, const float* residual,
                                       float* y, const Gather& walk, const Epilogue& e) {
  FOR_ROWS(row, walk.rows) {
    const int* table = tables;
    int rest = row;
    int origin = 0;
    bool there = true;
#pragma unroll 1
    for (int axis = 0; axis < walk.axes; axis++) {
      const int extent = table[0];
      const int outer = rest / extent;
      const int begin = table[1 + rest - outer * extent];
      rest = outer;
      there = there && begin >= 0;
      origin += begin;
      table += 1 + extent;
    }
    FOR_COLUMNS(column, walk.columns) {
      const int place = V > 1 ? walk.first + column * V : table[column];
      Lanes<V> lanes = Lanes<V>::all(walk.fill);
      if (there && place >= 0) lanes = Lanes<V>::load(x + origin + place);
      put<V>(lanes, e, residual, y, (static_cast<long long>(row) * walk.columns + column) * V);
    }
  }
}

// Where an input of a concatenation goes: row r of x, `columns` long, lies in y from r * pitch + offset.
// All in units of V.
struct Part {
  int rows;
  int columns;
  int pitch;
  int offset;
};

template <int V>
__device__ __forceinline__ void join(const float* x, const float* residual, float* y,
                                     const Part& part, const Epilogue& e) {
  FOR_ROWS(row, part.rows) {
    const long long from = static_cast<long long>(row) * part.columns;
    const long long to = static_cast<long long>(row) * part.pitch + part.offset;
    FOR_COLUMNS(column, part.columns) {
      put<V>(Lanes<V>::load(x + (from + column) * V), e, residual, y, (to + column) * V);
    }
  }
}

}  // namespace twofold

#define GATHER(NAME, V)                                                                        \
  KERNEL NAME(const float* __restrict__ x, const int* __restrict__ tables,                     \
              const float* __restrict__ residual, float* __restrict__ y,                       \
              const twofold::Gather walk, const twofold::Epilogue epilogue) {                  \
    twofold::gather<V>(x, tables, residual, y, walk, epilogue);                                \
  }

GATHER(gather_f32, 1)
GATHER(gather_f32_x4, 4)

#define CONCAT(NAME, V)                                                                        \
  KERNEL NAME(const float* __restrict__ x, const float* __restrict__ residual,                 \
              float* __restrict__ y, const twofold::Part part,                                 \
              const twofold::Epilogue epilogue) {                                              \
    twofold::join<V>(x, residual, y, part, epilogue);                                          \
  }

CONCAT(concat_f32, 1)
CONCAT(concat_f32_x4, 4)

// A copy without epilogue is one of bits, be they floats or integers.
#define COPY(NAME, V)                                                                          \
  KERNEL NAME(const float* __restrict__ x, const float* __restrict__ residual,                 \
              float* __restrict__ y, const long long count,                                    \
              const twofold::Epilogue epilogue) {                                              \
    FOR_ELEMENTS(i, count) {                                                                   \
      twofold::put<V>(twofold::Lanes<V>::load(x + i * V), epilogue, residual, y, i * V);       \
    }                                                                                          \
  }

COPY(copy_f32, 1)
COPY(copy_f32_x4, 4)

// [batch, rows, columns] to [batch, columns, rows], by tiles of 32 x 32 through shared memory, so that
// both sides move whole lines. A block of 32 x 8 reads a tile row by row and writes it column by
// column; rows of 33 put a column's elements into 32 different banks. tiles: of all images, those of a
// row side by side.
KERNEL exchange_f32_32x32(const float* __restrict__ x, const float* __restrict__ residual,
                          float* __restrict__ y, const int rows, const int columns,
                          const int tiles, const twofold::Epilogue epilogue) {
  __shared__ float tile[32][33];
  const int across = (columns + 31) / 32;
  const int down = (rows + 31) / 32;
#pragma unroll 1
  for (unsigned t = blockIdx.x; t < static_cast<unsigned>(tiles); t += gridDim.x) {
    const int line = t / across;
    const int column0 = (t - line * across) * 32;
    const int image = line / down;
    const int row0 = (line - image * down) * 32;
    const long long begin = static_cast<long long>(image) * rows * columns;
    const int column = column0 + threadIdx.x;
#pragma unroll
    for (int i = threadIdx.y; i < 32; i += 8) {
      if (row0 + i < rows && column < columns) {
        tile[i][threadIdx.x] = x[begin + static_cast<long long>(row0 + i) * columns + column];
      }
    }
    __syncthreads();
    const int row = row0 + threadIdx.x;
#pragma unroll 1
    for (int i = threadIdx.y; i < 32; i += 8) {
      if (column0 + i < columns && row < rows) {
        twofold::put<1>({{tile[threadIdx.x][i]}}, epilogue, residual, y,
                        begin + static_cast<long long>(column0 + i) * rows + row);
      }
    }
    __syncthreads();
  }
}
