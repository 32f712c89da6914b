// Pointwise convolution and linear layers by tensor cores, for compute capability 8.0 and later: the tiles
// of pointwise.cu with another product. Only who asks for TF32 gets them.
#include "pointwise.cuh"
#include "tf32.cuh"

POINTWISE(pointwise_nhwc_tf32, Tf32, 128, 64)
POINTWISE(pointwise_nhwc_tf32, Tf32, 64, 64)
POINTWISE(pointwise_nhwc_tf32, Tf32, 128, 32)
POINTWISE(pointwise_nhwc_tf32, Tf32, 32, 32)
