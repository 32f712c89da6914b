package dev.twofold.cpu.kernel;

/// Vector kernels of which some tiles are still being compiled: until then the products that need them
/// are computed without vectors, to the same bit.
public final class WarmingKernels implements Kernels {

  private final VectorKernels vectors;
  private final WarmingGemm gemm;

  /// Everything is taken for compiled that is not said to be cold.
  public WarmingKernels(VectorKernels vectors) {
    this.vectors = vectors;
    this.gemm = new WarmingGemm(vectors.gemm());
  }

  /// Says that one more routine is not compiled yet.
  ///
  /// @param width the width of its panels, in columns
  /// @param taps whether it is one of [Gemm#multiplyTaps]
  public void cold(int width, boolean taps) {
    gemm.cold(width, taps);
  }

  /// Says that a routine is compiled that was cold before.
  public void compiled(int width, boolean taps) {
    gemm.compiled(width, taps);
  }

  /// Whether anything is not compiled yet.
  public boolean hasCold() {
    return gemm.hasCold();
  }

  @Override
  public int vectorBits() {
    return vectors.vectorBits();
  }

  @Override
  public Gemm gemm() {
    return gemm;
  }

  @Override
  public Depthwise depthwise() {
    return vectors.depthwise();
  }

  @Override
  public RowOps rows() {
    return vectors.rows();
  }

  @Override
  public Transposition transposition() {
    return vectors.transposition();
  }
}
