package dev.twofold.cpu.kernel;

/// Without vectors: for virtual machines without the incubator module or without intrinsics.
public final class ScalarKernels implements Kernels {

  private final Gemm gemm = new ScalarGemm(false);
  private final Depthwise depthwise = new ScalarDepthwise();
  private final Planes planes = new PlainPlanes(false);
  private final RowOps rows = new ScalarRowOps();
  private final Transposition transposition = new ScalarTransposition();

  @Override
  public int vectorBits() {
    return 32;
  }

  @Override
  public Gemm gemm() {
    return gemm;
  }

  @Override
  public Depthwise depthwise() {
    return depthwise;
  }

  @Override
  public Planes planes() {
    return planes;
  }

  @Override
  public RowOps rows() {
    return rows;
  }

  @Override
  public Transposition transposition() {
    return transposition;
  }
}
