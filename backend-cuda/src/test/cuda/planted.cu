// Small kernels with planted bugs, each beside the right version, for the tests of the emulated
// driver. `build-ptx.sh` in this folder compiles them to the PTX that the tests load.

// Sums of three neighbours, zero beyond the ends: y[i] = x[i - 1] + x[i] + x[i + 1].
#define SUM3(name, GUARD, LEFT, RIGHT)                                                  \
  extern "C" __global__ void name(const float* x, float* y, int n) {                    \
    int i = blockIdx.x * blockDim.x + threadIdx.x;                                      \
    if (!(GUARD)) return;                                                               \
    float sum = i < n ? x[i] : 0.f;                                                     \
    if (LEFT) sum += x[i - 1];                                                          \
    if (RIGHT) sum += x[i + 1];                                                         \
    y[i] = sum;                                                                         \
  }
SUM3(sum3, i < n, (unsigned)(i - 1) < (unsigned)n, (unsigned)(i + 1) < (unsigned)n)
SUM3(sum3_reads_one_too_many, i < n, i - 1 >= 0, i + 1 <= n)
SUM3(sum3_writes_one_too_many, i <= n, i - 1 >= 0, i + 1 < n)
SUM3(sum3_signed_check, i < n, i - 1 < n, i + 1 < n)

// Reverses the values of a block through shared memory; what stands between the two halves is the
// barrier, or is not.
#define REVERSE(name, BARRIER)                                                          \
  extern "C" __global__ void __launch_bounds__(128) name(const float* x, float* y) {    \
    __shared__ float tile[128];                                                         \
    int i = blockIdx.x * blockDim.x + threadIdx.x;                                      \
    tile[threadIdx.x] = x[i];                                                           \
    BARRIER;                                                                            \
    y[i] = tile[blockDim.x - 1 - threadIdx.x];                                          \
  }
REVERSE(reverse, __syncthreads())
REVERSE(reverse_without_barrier, )
REVERSE(reverse_barrier_in_branch, if (x[i] < 100.f) __syncthreads())
REVERSE(reverse_warp_barrier_only, __syncwarp())

// Two barriers in two branches: every thread reaches one, but not the same one.
extern "C" __global__ void two_barriers(const float* x, float* y) {
  __shared__ float tile[128];
  int i = threadIdx.x;
  if (x[i] < 100.f) {
    tile[i] = x[i];
    __syncthreads();
    y[i] = tile[127 - i];
  } else {
    tile[i] = -x[i];
    __syncthreads();
    y[i] = tile[127 - i] * 2.f;
  }
}

// Threads beyond the end return before the barrier.
extern "C" __global__ void early_return(const float* x, float* y, int n) {
  __shared__ float tile[128];
  int i = threadIdx.x;
  if (i >= n) return;
  tile[i] = x[i];
  __syncthreads();
  y[i] = tile[n - 1 - i];
}

extern "C" __global__ void reverse_dynamic(const float* x, float* y) {
  extern __shared__ float part[];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  part[threadIdx.x] = x[i];
  __syncthreads();
  y[i] = part[blockDim.x - 1 - threadIdx.x];
}

extern "C" __global__ void reads_shared_first(const float* x, float* y) {
  __shared__ float tile[128];
  int i = threadIdx.x;
  if (i % 2 == 0) tile[i] = x[i];
  __syncthreads();
  y[i] = tile[i];
}

// The first array has 32 places, the index goes to 32.
extern "C" __global__ void overruns_shared(const float* x, float* y, int index) {
  __shared__ float first[32];
  __shared__ float second[32];
  second[threadIdx.x] = x[threadIdx.x];
  first[threadIdx.x + index] = x[threadIdx.x];
  __syncthreads();
  y[threadIdx.x] = first[31 - threadIdx.x] + second[31 - threadIdx.x];
}

// Within a warp: neighbours through shared memory, ordered by __syncwarp or by nothing.
#define NEIGHBOUR(name, BARRIER)                                                        \
  extern "C" __global__ void name(const float* x, float* y) {                           \
    __shared__ volatile float tile[32];                                                 \
    int i = threadIdx.x;                                                                \
    tile[i] = x[i];                                                                     \
    BARRIER;                                                                            \
    y[i] = tile[i ^ 1];                                                                 \
  }
NEIGHBOUR(neighbour, __syncwarp())
NEIGHBOUR(neighbour_without_barrier, )

extern "C" __global__ void copy(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = x[i];
}

extern "C" __global__ void copy4(const float4* x, float4* y) { y[threadIdx.x] = x[threadIdx.x]; }

// Transposes 32 x 32 through shared memory with rows of 32 or of 33 floats.
#define TRANSPOSE(name, ROW)                                                            \
  extern "C" __global__ void name(const float* x, float* y) {                           \
    __shared__ float tile[32][ROW];                                                     \
    for (int r = threadIdx.x / 32; r < 32; r += blockDim.x / 32)                        \
      tile[r][threadIdx.x % 32] = x[r * 32 + threadIdx.x % 32];                         \
    __syncthreads();                                                                    \
    for (int r = threadIdx.x / 32; r < 32; r += blockDim.x / 32)                        \
      y[r * 32 + threadIdx.x % 32] = tile[threadIdx.x % 32][r];                         \
  }
TRANSPOSE(transpose, 33)
TRANSPOSE(transpose_conflicts, 32)

// Every thread reads with a stride, so each float lies in a sector of its own.
extern "C" __global__ void strided(const float* x, float* y, int stride) {
  y[threadIdx.x] = x[threadIdx.x * stride];
}

extern "C" __global__ void endless(float* y) {
  while (*(volatile float*)y >= 0.f) y[1] = y[0];
}

// Block b reads what block b - 1 writes.
extern "C" __global__ void chain(const float* x, float* y) {
  if (threadIdx.x != 0) return;
  int b = blockIdx.x;
  float before = b > 0 ? ((volatile float*)y)[b - 1] : 0.f;
  y[b] = before + x[b];
}

extern "C" __global__ void all_write_first(float* y) {
  if (threadIdx.x == 0) y[0] = (float)blockIdx.x;
}

extern "C" __global__ void warp_sum(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  float sum = i < n ? x[i] : 0.f;
  for (int d = 16; d > 0; d >>= 1) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (threadIdx.x % 32 == 0) y[i / 32] = sum;
}

// Half of the lanes read from the other half, which does not take part.
extern "C" __global__ void shuffle_in_branch(const float* x, float* y) {
  float v = x[threadIdx.x];
  if (threadIdx.x % 32 < 16) v = __shfl_xor_sync(0xffffffffu, v, 16);
  y[threadIdx.x] = v;
}

// Counts with atomics: in shared memory first, then all blocks together.
extern "C" __global__ void histogram(const int* x, int* bins, int n) {
  __shared__ int mine[16];
  if (threadIdx.x < 16) mine[threadIdx.x] = 0;
  __syncthreads();
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) atomicAdd(&mine[x[i] & 15], 1);
  __syncthreads();
  if (threadIdx.x < 16) atomicAdd(&bins[threadIdx.x], mine[threadIdx.x]);
}

// An array that is indexed by what is only known at run time lies in local memory.
extern "C" __global__ void local_array(const int* index, float* y, int n) {
  float values[8];
  for (int i = 0; i < n; i++) values[index[i]] = (float)(i * 10 + threadIdx.x);
  y[threadIdx.x] = values[index[threadIdx.x % n]] + values[n - 1];
}

// Lanes part at every level and meet again.
extern "C" __global__ void collatz(const int* x, int* steps, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int v = x[i], s = 0;
  while (v != 1) {
    if (v & 1) v = 3 * v + 1; else v /= 2;
    s++;
  }
  steps[i] = s;
}

extern "C" __global__ void activation(const float* x, float* y, int kind, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float v = x[i];
  switch (kind) {
    case 0: v = fmaxf(v, 0.f); break;
    case 1: v = fminf(fmaxf(v, 0.f), 6.f); break;
    case 2: v = 1.f / (1.f + expf(-v)); break;
    case 3: v = tanhf(v); break;
    case 4: v = v * fminf(fmaxf(v + 3.f, 0.f), 6.f) / 6.f; break;
    case 5: v = v > 0.f ? v : expm1f(v); break;
    case 6: v = 0.5f * v * (1.f + erff(v * 0.70710678f)); break;
    case 7: v = log1pf(expf(v)); break;
    default: break;
  }
  y[i] = v;
}
