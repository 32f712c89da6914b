// Depthwise and pointwise convolution, fused, the product by tensor cores, for compute capability 8.0 and
// later: the tiles of separable.cu with another product. What is filtered is filtered in fp32, then rounded.
// Only who asks for TF32 gets them.
#include "separable.cuh"
#include "tf32.cuh"

SEPARABLE(separable_nhwc_tf32, Tf32, 3, 64, 128, 3)
SEPARABLE(separable_nhwc_tf32, Tf32, 3, 64, 64, 3)
SEPARABLE(separable_nhwc_tf32, Tf32, 3, 64, 32, 3)
SEPARABLE(separable_nhwc_tf32, Tf32, 5, 64, 128, 2)
SEPARABLE(separable_nhwc_tf32, Tf32, 5, 64, 64, 3)
