// Pooling of NHWC images: maxima, with places or without, means, whole maps, and the way back.
//
// A thread takes one output pixel and V neighbouring channels, so that a warp reads and writes whole
// lines whatever the window is. Rows of the walk are output rows of all images, columns are pixels
// times channels. Of the window only the part inside the map is walked, so that no tap is tested.
//
// Per output a window of k taps reads k floats, most of them from cache, and writes one: bound by the
// memory, at one read of the input and one write of the output.
#include "finish.cuh"

namespace twofold {

// ih to c are extents, c in units of V channels.
struct Window {
  int rows;  // of all images
  int ih;
  int iw;
  int oh;
  int ow;
  int c;
  int kernelH;
  int kernelW;
  int strideH;
  int strideW;
  int padTop;
  int padLeft;
  int dilationH;
  int dilationW;
};

// The taps of a window's side that lie inside the map.
struct Taps {
  int start;  // where tap 0 lies, maybe before the map
  int from;
  int to;

  __device__ __forceinline__ Taps(int start, int kernel, int dilation, int extent) : start(start) {
    from = start < 0 ? (dilation - 1 - start) / dilation : 0;
    to = start < extent ? min(kernel, (extent - start + dilation - 1) / dilation) : 0;
  }

  __device__ __forceinline__ int count() const { return max(0, to - from); }
};

__device__ __forceinline__ Taps vertical(const Window& g, int oy) {
  return Taps(oy * g.strideH - g.padTop, g.kernelH, g.dilationH, g.ih);
}

__device__ __forceinline__ Taps horizontal(const Window& g, int ox) {
  return Taps(ox * g.strideW - g.padLeft, g.kernelW, g.dilationW, g.iw);
}

// The first largest element wins, the first NaN before all; a window of padding only gives minus
// infinity and place 0. A place is row * iw + column.
template <int V, bool PLACES>
__device__ __forceinline__ void maxPool(const float* x, const float* residual, float* y,
                                        int* places, const Window& g, const Epilogue& e) {
  FOR_ROWS(row, g.rows) {
    const int image = row / g.oh;
    const Taps v = vertical(g, row - image * g.oh);
    const float* plane = x + static_cast<long long>(image) * g.ih * g.iw * g.c * V;
    FOR_COLUMNS(column, g.ow * g.c) {
      const int ox = column / g.c;
      const int channel = (column - ox * g.c) * V;
      const Taps h = horizontal(g, ox);
      Lanes<V> best = Lanes<V>::all(-INFINITY);
      const int first = (v.start + v.from * g.dilationH) * g.iw + h.start + h.from * g.dilationW;
      int place[V];
#pragma unroll
      for (int j = 0; j < V; j++) place[j] = v.count() > 0 && h.count() > 0 ? first : 0;
#pragma unroll 1
      for (int kh = v.from; kh < v.to; kh++) {
        int at = (v.start + kh * g.dilationH) * g.iw + h.start + h.from * g.dilationW;
#pragma unroll 1
        for (int kw = h.from; kw < h.to; kw++, at += g.dilationW) {
          const auto tap = Lanes<V>::load(plane + static_cast<long long>(at) * g.c * V + channel);
#pragma unroll
          for (int j = 0; j < V; j++) {
            const bool wins = tap.v[j] > best.v[j] || (isnan(tap.v[j]) && !isnan(best.v[j]));
            best.v[j] = wins ? tap.v[j] : best.v[j];
            place[j] = wins ? at : place[j];
          }
        }
      }
      const long long i = (static_cast<long long>(row) * g.ow * g.c + column) * V;
      put<V>(best, e, residual, y, i);
      if constexpr (PLACES && V == 4) {
        *reinterpret_cast<int4*>(places + i) = make_int4(place[0], place[1], place[2], place[3]);
      } else if constexpr (PLACES) {
        places[i] = place[0];
      }
    }
  }
}

// padBottom, padRight: how far padding counts as elements behind the map, -1 if it does not at all.
// What only ceil mode reaches, behind the padding, never counts.
template <int V>
__device__ __forceinline__ void averagePool(const float* x, const float* residual, float* y,
                                            const Window& g, int padBottom, int padRight,
                                            const Epilogue& e) {
  FOR_ROWS(row, g.rows) {
    const int image = row / g.oh;
    const Taps v = vertical(g, row - image * g.oh);
    const float* plane = x + static_cast<long long>(image) * g.ih * g.iw * g.c * V;
    FOR_COLUMNS(column, g.ow * g.c) {
      const int ox = column / g.c;
      const int channel = (column - ox * g.c) * V;
      const Taps h = horizontal(g, ox);
      Lanes<V> sum = Lanes<V>::all(0.f);
#pragma unroll 1
      for (int kh = v.from; kh < v.to; kh++) {
        const long long line = static_cast<long long>(v.start + kh) * g.iw;
#pragma unroll 1
        for (int kw = h.from; kw < h.to; kw++) {
          add<V>(sum.v, Lanes<V>::load(plane + (line + h.start + kw) * g.c * V + channel));
        }
      }
      const int counted = min(g.kernelH, g.ih + padBottom - v.start) *
                          min(g.kernelW, g.iw + padRight - h.start);
      const int count = padBottom < 0 ? v.count() * h.count() : counted;
#pragma unroll
      for (int j = 0; j < V; j++) sum.v[j] /= static_cast<float>(count);
      put<V>(sum, e, residual, y, (static_cast<long long>(row) * g.ow * g.c + column) * V);
    }
  }
}

}  // namespace twofold

#define MAX_POOL(NAME, V)                                                                      \
  KERNEL NAME(const float* __restrict__ x, const float* __restrict__ residual,                 \
              float* __restrict__ y, const twofold::Window window,                             \
              const twofold::Epilogue epilogue) {                                              \
    twofold::maxPool<V, false>(x, residual, y, nullptr, window, epilogue);                     \
  }

MAX_POOL(max_pool_nhwc_f32, 1)
MAX_POOL(max_pool_nhwc_f32_x4, 4)

#define MAX_POOL_INDICES(NAME, V)                                                              \
  KERNEL NAME(const float* __restrict__ x, const float* __restrict__ residual,                 \
              float* __restrict__ y, int* __restrict__ places, const twofold::Window window,   \
              const twofold::Epilogue epilogue) {                                              \
    twofold::maxPool<V, true>(x, residual, y, places, window, epilogue);                       \
  }

MAX_POOL_INDICES(max_pool_indices_nhwc_f32, 1)
MAX_POOL_INDICES(max_pool_indices_nhwc_f32_x4, 4)

#define AVERAGE_POOL(NAME, V)                                                                  \
  KERNEL NAME(const float* __restrict__ x, const float* __restrict__ residual,                 \
              float* __restrict__ y, const twofold::Window window, const int padBottom,        \
              const int padRight, const twofold::Epilogue epilogue) {                          \
    twofold::averagePool<V>(x, residual, y, window, padBottom, padRight, epilogue);            \
  }

AVERAGE_POOL(average_pool_nhwc_f32, 1)
AVERAGE_POOL(average_pool_nhwc_f32_x4, 4)

// The mean of every channel of an image: [images, pixels, c] to [images, c]. A block of 32 x 8 takes 32
// channels of one image: each of its 8 warps sums every eighth pixel, then the first adds up their
// sums, always in the same order. Grid: channels / 32, images.
KERNEL global_average_pool_nhwc_f32(const float* __restrict__ x,
                                    const float* __restrict__ residual, float* __restrict__ y,
                                    const int images, const int pixels, const int c,
                                    const twofold::Epilogue epilogue) {
  __shared__ float sums[8][32];
  const int channel = blockIdx.x * 32 + threadIdx.x;
#pragma unroll 1
  for (int image = blockIdx.y; image < images; image += gridDim.y) {
    float sum = 0.f;
    if (channel < c) {
      const float* at = x + static_cast<long long>(image) * pixels * c + channel;
#pragma unroll 4
      for (int pixel = threadIdx.y; pixel < pixels; pixel += 8) {
        sum += at[static_cast<long long>(pixel) * c];
      }
    }
    sums[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y == 0 && channel < c) {
#pragma unroll
      for (int warp = 1; warp < 8; warp++) sum += sums[warp][threadIdx.x];
      twofold::put<1>({{sum / static_cast<float>(pixels)}}, epilogue, residual, y,
                      static_cast<long long>(image) * c + channel);
    }
    __syncthreads();
  }
}

// Max unpooling in three steps, since several elements may name one place, of which the last wins:
// nobody owns a place, the largest pixel number + 1 claims it, the output takes what the owner brings, or
// 0. The largest is the same in whatever order threads come.
KERNEL max_unpool_clear_i32(int* __restrict__ owners, unsigned* __restrict__ fault,
                            const long long count) {
  FOR_ELEMENTS(i, count) owners[i] = 0;
  if (blockIdx.x == 0 && threadIdx.x == 0) *fault = 0;
}

// places, [images, pixels, c]: where each element belongs in its output plane. What lies outside claims
// nothing and is the run's fault, the largest of them all, taken without sign: below 0 that is above every
// plane. rows: images * pixels.
KERNEL max_unpool_claim_nhwc_i32(const int* __restrict__ places, int* __restrict__ owners,
                                 unsigned* __restrict__ fault, const int rows, const int pixels,
                                 const int outPixels, const int c) {
  FOR_ROWS(row, rows) {
    const int image = row / pixels;
    const int owner = row - image * pixels + 1;
    int* plane = owners + static_cast<long long>(image) * outPixels * c;
    FOR_COLUMNS(channel, c) {
      const int place = places[static_cast<long long>(row) * c + channel];
      if (twofold::inside(place, outPixels)) {
        atomicMax(plane + static_cast<long long>(place) * c + channel, owner);
      } else {
        atomicMax(fault, static_cast<unsigned>(place));
      }
    }
  }
}

// rows: images * outPixels.
KERNEL max_unpool_nhwc_f32(const float* __restrict__ x, const int* __restrict__ owners,
                           const float* __restrict__ residual, float* __restrict__ y,
                           const int rows, const int pixels, const int outPixels, const int c,
                           const twofold::Epilogue epilogue) {
  FOR_ROWS(row, rows) {
    const long long first = static_cast<long long>(row / outPixels) * pixels;
    FOR_COLUMNS(channel, c) {
      const long long i = static_cast<long long>(row) * c + channel;
      const int owner = owners[i];
      const float brought = owner == 0 ? 0.f : x[(first + owner - 1) * c + channel];
      twofold::put<1>({{brought}}, epilogue, residual, y, i);
    }
  }
}
