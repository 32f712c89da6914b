package dev.twofold.cpu.kernel;

/// With the Vector API. The class loads only where the module `jdk.incubator.vector` is.
public final class VectorKernels implements Kernels {

  private final Gemm gemm = new VectorGemm();
  private final Depthwise depthwise = new VectorDepthwise(true);
  private final Planes planes = new VectorPlanes();
  private final RowOps rows = new VectorRowOps(true);
  private final Transposition transposition = new VectorTransposition();

  @Override
  public int vectorBits() {
    return Species.WIDE.vectorBitSize();
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
