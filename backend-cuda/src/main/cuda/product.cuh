// The matrix product that pointwise, general, transposed and fused convolutions share:
//
//     output [rows, columns] = left [rows, depth] * right [depth, columns]
//
// Rows are pixels, columns output channels, depth input channels (times kernel elements). What
// differs is only where the left operand comes from: a `Source` fetches four neighbouring depths of a
// row, be it from memory or by computing a depthwise convolution on the spot. And how the factors are
// multiplied, a `Math`: fused multiply-adds of fp32 (fp32.cuh) or tensor cores (tf32.cuh).
//
//                  columns                 A block computes a tile of rows x columns. It walks along
//               +-----------+              the depth in chunks of 16, which lie in shared memory
//      depth 16 |   right   |              twice: while one is multiplied, the next one travels from
//               +-----------+              memory through registers into the other.
//        16        |  |  |
//     +------+  +--v--v--v--+              Each thread keeps 64 (small tiles: 32 or 16) sums in
//     |      |->|           |              registers.
// rows| left |->|   sums    |
//     |      |->|           |
//     +------+  +-----------+
//
// Shared memory. The left chunk lies transposed, [16][rows], as the right one does. A warp stores 8 rows
// x 4 quads of depth at once; with plain addresses all four quads would meet in the same 8 banks. So the
// places of a depth are turned by a multiple of 8 that differs between the four: only bits 3 and 4 change
// and float4 stay together. Where exactly what lies is up to the `Math`, which reads it.
//
// Right operands are packed on the host: [depth rounded up to 16][columns rounded up to the tile], 0
// where there is nothing, so that they are read without a condition. Depths behind the end come from
// the source as 0, so that nothing read there, NaN included, can matter.
//
// Storing. The sums go back through shared memory, where the chunks are no longer needed: then the
// code of the epilogue exists once, not once for each of 64 registers, and a warp stores whole rows.
//
// Splitting. Small maps give fewer blocks than the card has multiprocessors. Then blocks share the
// depth too: each computes a part of it and stores bare sums, [split][rows][columns], which
// `split_sum_f32` adds up in a fixed order and finishes. No atomic addition, so that every run gives the same bits.
#pragma once

#include "common.cuh"

namespace twofold {

template <int ROWS, int COLUMNS, int THREAD_ROWS, int THREAD_COLUMNS>
struct Tile {
  static constexpr int rows = ROWS;
  static constexpr int columns = COLUMNS;
  static constexpr int threadRows = THREAD_ROWS;
  static constexpr int threadColumns = THREAD_COLUMNS;
  static constexpr int depth = 16;
  static constexpr int across = COLUMNS / THREAD_COLUMNS;
  static constexpr int threads = ROWS / THREAD_ROWS * across;
  // Blocks that are to fit a multiprocessor at once: at most 168 registers a thread for 8 x 8 sums (of
  // 65536), else 128.
  static constexpr int blocks = THREAD_ROWS * THREAD_COLUMNS > 32 ? 3 : 512 / threads;
  // Quads of depth that each thread fetches of a chunk: left, of rows threads / 4 apart; and right.
  static constexpr int leftQuads = ROWS * 4 / threads;
  static constexpr int rightQuads = COLUMNS * 4 / threads;
};

using Tile128x64 = Tile<128, 64, 8, 8>;  // 128 threads
using Tile128x32 = Tile<128, 32, 8, 4>;  // 128 threads
using Tile64x128 = Tile<64, 128, 8, 8>;  // 128 threads
using Tile64x64 = Tile<64, 64, 8, 4>;    // 128 threads
using Tile64x32 = Tile<64, 32, 4, 4>;    // 128 threads
using Tile32x32 = Tile<32, 32, 4, 4>;    // 64 threads

struct Extent {
  int rows;
  int columns;        // of a group
  int depth;          // of a group
  int packedColumns;  // from one row of the packed right operand to the next
  int splits;         // parts of the depth
  int splitDepth;     // depth of a part, a multiple of 16
};

template <class T>
struct Chunks {
  float left[2][T::depth][T::rows];
  float right[2][T::depth][T::columns];
};

// First chunks, then the tile of sums.
template <class T>
union Shared {
  Chunks<T> chunks;
  float sums[T::rows][T::columns];
};

// A `Math` holds the sums of a thread and knows where they and their factors lie in shared memory:
//
//     leftPlace(q, j, row), rightPlace(q, j, column)    places in the shared row of depth 4 q + j
//     sumPlace(row, column)                             place in the shared row of sums
//     factor(x)                                         a factor as it is multiplied
//     clear(), multiply(chunks, buffer), spread(tile)
template <class Math, class Source>
struct Product {
  using T = typename Math::Tile;

  const Extent& size;
  Source& source;
  const float* right;  // of this block's columns
  Chunks<T>& shared;
  Math sums;
  float4 left4[T::leftQuads];
  float4 right4[T::rightQuads];

  __device__ __forceinline__ Product(const Extent& size, Source& source, const float* right,
                                     Chunks<T>& shared)
      : size(size), source(source), right(right), shared(shared) {}

  // From memory into registers.
  __device__ __forceinline__ void fetch(int k) {
    source.fetch(k + threadIdx.x % 4 * 4, left4);
#pragma unroll
    for (int i = 0; i < T::rightQuads; i++) {
      const int quad = threadIdx.x + i * T::threads;
      const int row = k + quad / (T::columns / 4);
      const long long place = static_cast<long long>(row) * size.packedColumns;
      right4[i] = load4(right + place + quad % (T::columns / 4) * 4);
    }
  }

  // From registers into shared memory.
  __device__ __forceinline__ void commit(int buffer) {
    const int q = threadIdx.x % 4;
#pragma unroll
    for (int i = 0; i < T::leftQuads; i++) {
      const int row = threadIdx.x / 4 + i * (T::threads / 4);
      const float v[] = {left4[i].x, left4[i].y, left4[i].z, left4[i].w};
#pragma unroll
      for (int j = 0; j < 4; j++) {
        shared.left[buffer][4 * q + j][Math::leftPlace(q, j, row)] = Math::factor(v[j]);
      }
    }
#pragma unroll
    for (int i = 0; i < T::rightQuads; i++) {
      const int quad = threadIdx.x + i * T::threads;
      const int k = quad / (T::columns / 4);
      const int place = Math::rightPlace(k / 4, k % 4, quad % (T::columns / 4) * 4);
      const float4 v = right4[i];
      store4(&shared.right[buffer][k][place], make_float4(Math::factor(v.x), Math::factor(v.y),
                                                          Math::factor(v.z), Math::factor(v.w)));
    }
  }

  // A chunk is on its way from memory while the one before it is multiplied. One barrier a chunk: what
  // is overwritten was last read before the barrier of the chunk before.
  __device__ __forceinline__ void run(int from, int to) {
    sums.clear();
    int buffer = 0;
    for (int k = from; k < to + T::depth; k += T::depth) {
      if (k < to) fetch(k);
      if (k > from) sums.multiply(shared, buffer ^ 1);
      if (k < to) commit(buffer);
      buffer ^= 1;
      __syncthreads();
    }
  }
};

// Where results go. `channels` lie between one pixel and the next; this block's group begins at
// `offset`.
struct Target {
  const float* bias;      // of this group; null for none
  const float* residual;  // null for none
  float* output;
  int channels;
  int offset;
};

// Takes the tile of sums through the epilogue into the output. A thread stays in its four columns and
// goes down the rows, four at a time, so that four residuals are on their way at once.
template <class Math, class Source, class T = typename Math::Tile>
__device__ __forceinline__ void store(const float (&tile)[T::rows][T::columns], const Extent& size,
                                      const Source& source, const Target& target,
                                      const Epilogue& e) {
  constexpr int quads = T::columns / 4;
  constexpr int step = T::threads / quads;
  const int inTile = threadIdx.x % quads * 4;
  const int column = blockIdx.y * T::columns + inTile;
  const int count = size.columns - column;
  if (count <= 0) return;
  // Whether every four columns are whole and begin at a multiple of 16 bytes.
  const bool whole = ((size.columns | target.channels | target.offset) & 3) == 0;
  const float4 bias = target.bias == nullptr ? zero4() : loadSome(target.bias + column, count);
#pragma unroll 1
  for (int first = threadIdx.x / quads; first < T::rows; first += 4 * step) {
    float v[4][4];
    float added[4][4];
    long long place[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const int inRows = first + i * step;
      const unsigned row = blockIdx.x * T::rows + inRows;
      const bool exists = row < static_cast<unsigned>(size.rows);
      place[i] = exists ? source.pixel(row) * target.channels + target.offset + column : -1;
      const float4 sum = *reinterpret_cast<const float4*>(&tile[inRows][Math::sumPlace(inRows, inTile)]);
      v[i][0] = sum.x + bias.x;
      v[i][1] = sum.y + bias.y;
      v[i][2] = sum.z + bias.z;
      v[i][3] = sum.w + bias.w;
      float4 read = zero4();
      if (exists && e.residual != NONE) {
        const float* at = target.residual + place[i];
        read = whole ? load4(at) : loadSome(at, count);
      }
      *reinterpret_cast<float4*>(added[i]) = read;
    }
    if (e.residual == BEFORE) add(v, added);
    activate(v, e);
    if (e.residual == AFTER) add(v, added);
#pragma unroll
    for (int i = 0; i < 4; i++) {
      if (place[i] < 0) continue;
      storeSome(target.output + place[i], v[i], whole ? 4 : count, whole);
    }
  }
}

// Computes a tile of the output, or a part of it, and stores it. `right` begins with the first column
// of this block's group.
template <class Math, class Source>
__device__ __forceinline__ void compute(const Extent& size, Source& source, const float* right,
                                        Target target, int split, const Epilogue& e) {
  using T = typename Math::Tile;
  __shared__ Shared<T> shared;
  Product<Math, Source> product(size, source, right + blockIdx.y * T::columns, shared.chunks);
  const int from = split * size.splitDepth;
  product.run(from, min(size.depth, from + size.splitDepth));
  product.sums.spread(shared.sums);
  __syncthreads();
  if (size.splits > 1) {
    target.output += static_cast<long long>(split) * size.rows * size.columns;
  }
  store<Math>(shared.sums, size, source, target, e);
}

}  // namespace twofold
