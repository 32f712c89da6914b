// Resampling of NHWC images between elements. The arithmetic of places is done once on the host: for
// every output row and column the tables tell which inputs it comes from and how much of each. Per
// output 4 (linear) or 16 (cubic) reads, most of them from cache, and one write.
#include "finish.cuh"

namespace twofold {

// c in units of V channels.
struct Sampling {
  int rows;  // of the output, of all images
  int ih;
  int iw;
  int oh;
  int ow;
  int c;
};

// `t` of the way from a to b. At 0 the second does not matter, whatever it is.
template <int V>
__device__ __forceinline__ Lanes<V> mix(const Lanes<V>& a, const Lanes<V>& b, float t) {
  Lanes<V> mixed;
#pragma unroll
  for (int j = 0; j < V; j++) {
    const float between = fmaf(b.v[j], t, a.v[j] * (1.f - t));
    mixed.v[j] = t == 0.f ? a.v[j] : between;
  }
  return mixed;
}

// places: for each output row the input rows before and after it, then the same for each column;
// shares: how far each lies behind the first, of rows, then of columns.
struct Linear {
  template <int V>
  static __device__ __forceinline__ Lanes<V> at(const float* plane, const int* places,
                                                const float* shares, const Sampling& g, int oy,
                                                int ox, int channel) {
    const long long pitch = static_cast<long long>(g.iw) * g.c * V;
    const float* above = plane + places[2 * oy] * pitch;
    const float* below = plane + places[2 * oy + 1] * pitch;
    const int column = g.oh + ox;
    const long long left = static_cast<long long>(places[2 * column]) * g.c * V + channel;
    const long long right = static_cast<long long>(places[2 * column + 1]) * g.c * V + channel;
    const float across = shares[column];
    const Lanes<V> upper =
        mix<V>(Lanes<V>::load(above + left), Lanes<V>::load(above + right), across);
    const Lanes<V> lower =
        mix<V>(Lanes<V>::load(below + left), Lanes<V>::load(below + right), across);
    return mix<V>(upper, lower, shares[oy]);
  }
};

// places, shares: four inputs and their weights for each output row, then for each column.
struct Cubic {
  template <int V>
  static __device__ __forceinline__ Lanes<V> at(const float* plane, const int* places,
                                                const float* shares, const Sampling& g, int oy,
                                                int ox, int channel) {
    const int column = 4 * (g.oh + ox);
    Lanes<V> sum = Lanes<V>::all(0.f);
#pragma unroll 1
    for (int i = 4 * oy; i < 4 * oy + 4; i++) {
      const float* line = plane + static_cast<long long>(places[i]) * g.iw * g.c * V + channel;
      Lanes<V> across = Lanes<V>::all(0.f);
#pragma unroll
      for (int k = column; k < column + 4; k++) {
        const auto tap = Lanes<V>::load(line + static_cast<long long>(places[k]) * g.c * V);
#pragma unroll
        for (int j = 0; j < V; j++) across.v[j] = fmaf(shares[k], tap.v[j], across.v[j]);
      }
#pragma unroll
      for (int j = 0; j < V; j++) sum.v[j] = fmaf(shares[i], across.v[j], sum.v[j]);
    }
    return sum;
  }
};

template <int V, class Method>
__device__ __forceinline__ void resize(const float* x, const int* places, const float* shares,
                                       const float* residual, float* y, const Sampling& g,
                                       const Epilogue& e) {
  FOR_ROWS(row, g.rows) {
    const int image = row / g.oh;
    const int oy = row - image * g.oh;
    const float* plane = x + static_cast<long long>(image) * g.ih * g.iw * g.c * V;
    FOR_COLUMNS(column, g.ow * g.c) {
      const int ox = column / g.c;
      const int channel = (column - ox * g.c) * V;
      put<V>(Method::template at<V>(plane, places, shares, g, oy, ox, channel), e, residual, y,
             (static_cast<long long>(row) * g.ow * g.c + column) * V);
    }
  }
}

}  // namespace twofold

#define RESIZE(NAME, METHOD, V)                                                                \
  KERNEL NAME(const float* __restrict__ x, const int* __restrict__ places,                     \
              const float* __restrict__ shares, const float* __restrict__ residual,            \
              float* __restrict__ y, const twofold::Sampling sampling,                         \
              const twofold::Epilogue epilogue) {                                              \
    twofold::resize<V, twofold::METHOD>(x, places, shares, residual, y, sampling, epilogue);   \
  }

RESIZE(resize_linear_nhwc_f32, Linear, 1)
RESIZE(resize_linear_nhwc_f32_x4, Linear, 4)
RESIZE(resize_cubic_nhwc_f32, Cubic, 1)
RESIZE(resize_cubic_nhwc_f32_x4, Cubic, 4)
