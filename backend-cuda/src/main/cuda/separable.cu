// Depthwise and pointwise convolution, fused, in fp32.
#include "fp32.cuh"
#include "separable.cuh"

SEPARABLE(separable_nhwc_f32, Fp32, 3, 64, 128, 3)
SEPARABLE(separable_nhwc_f32, Fp32, 3, 64, 64, 3)
SEPARABLE(separable_nhwc_f32, Fp32, 3, 64, 32, 3)
SEPARABLE(separable_nhwc_f32, Fp32, 5, 64, 128, 2)
SEPARABLE(separable_nhwc_f32, Fp32, 5, 64, 64, 3)
