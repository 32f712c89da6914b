package dev.twofold.cpu.kernel;

/// The routines that exist twice, with and without vectors. Everything else is written on top of
/// them.
public sealed interface Kernels permits VectorKernels, ScalarKernels, WarmingKernels {

  /// The bits of a vector, 32 without vectors.
  int vectorBits();

  /// Matrix products.
  Gemm gemm();

  /// Depthwise convolutions of `NHWC` images.
  Depthwise depthwise();

  /// Depthwise convolutions of `NCHW` images.
  Planes planes();

  /// Arithmetic on runs of elements.
  RowOps rows();

  /// Changes of memory order.
  Transposition transposition();
}
