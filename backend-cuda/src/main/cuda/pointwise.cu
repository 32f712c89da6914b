// Pointwise convolution and linear layers in fp32, and the sum of split products of every kind.
#include "fp32.cuh"
#include "pointwise.cuh"

POINTWISE(pointwise_nhwc_f32, Fp32, 128, 64)
POINTWISE(pointwise_nhwc_f32, Fp32, 64, 64)
POINTWISE(pointwise_nhwc_f32, Fp32, 128, 32)
POINTWISE(pointwise_nhwc_f32, Fp32, 32, 32)

// Adds up the parts of a split product, in order, and finishes. One thread an output: neighbours read
// neighbours in every part.
extern "C" __global__ void __launch_bounds__(256)
    split_sum_f32(const float* __restrict__ parts, const float* __restrict__ bias,
                  const float* __restrict__ residual, float* __restrict__ y, const int elements,
                  const int columns, const int splits, const twofold::Epilogue epilogue) {
  const unsigned i = blockIdx.x * 256u + threadIdx.x;
  if (i >= static_cast<unsigned>(elements)) return;
  float sum = 0.f;
  for (int split = 0; split < splits; split++) {
    sum += __ldg(parts + static_cast<long long>(split) * elements + i);
  }
  const float first = bias == nullptr ? 0.f : __ldg(bias + i % columns);
  y[i] = twofold::finish(sum + first, epilogue, residual + i);
}
