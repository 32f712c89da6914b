// What takes compute capability 8.0: asynchronous copies to shared memory, and matrices in TF32.

#define ASYNC(name, WAIT)                                                               \
  extern "C" __global__ void name(const float4* x, float4* y) {                         \
    __shared__ float4 tile[64];                                                         \
    unsigned to = (unsigned)__cvta_generic_to_shared(&tile[threadIdx.x]);               \
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(x + threadIdx.x)); \
    asm volatile("cp.async.commit_group;");                                             \
    WAIT;                                                                               \
    __syncthreads();                                                                    \
    y[threadIdx.x] = tile[63 - threadIdx.x];                                            \
  }
ASYNC(async_copy, asm volatile("cp.async.wait_group 0;"))
ASYNC(async_copy_without_wait, )

// D [16, 8] = A [16, 8] B [8, 8], by one warp.
extern "C" __global__ void multiply_tf32(const float* a, const float* b, float* d) {
  int lane = threadIdx.x, g = lane / 4, t = lane % 4;
  unsigned a0, a1, a2, a3, b0, b1;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(a0) : "f"(a[g * 8 + t]));
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(a1) : "f"(a[(g + 8) * 8 + t]));
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(a2) : "f"(a[g * 8 + t + 4]));
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(a3) : "f"(a[(g + 8) * 8 + t + 4]));
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(b0) : "f"(b[t * 8 + g]));
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(b1) : "f"(b[(t + 4) * 8 + g]));
  float d0, d1, d2, d3;
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%10,%10,%10,%10};"
      : "=f"(d0), "=f"(d1), "=f"(d2), "=f"(d3)
      : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1), "f"(0.f));
  d[g * 8 + 2 * t] = d0;
  d[g * 8 + 2 * t + 1] = d1;
  d[(g + 8) * 8 + 2 * t] = d2;
  d[(g + 8) * 8 + 2 * t + 1] = d3;
}
