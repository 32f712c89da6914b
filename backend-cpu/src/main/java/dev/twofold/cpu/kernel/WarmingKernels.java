package dev.twofold.cpu.kernel;

/// Vector kernels of which some are still being compiled: until then what needs them is computed
/// without vectors, to the same bit.
public final class WarmingKernels implements Kernels {

  private final VectorKernels vectors;
  private final Cold tiles = new Cold();
  private final Cold taps = new Cold();
  private final Cold loops = new Cold();
  private final Cold planes = new Cold();
  private final Cold runs = new Cold();
  private final Cold turns = new Cold();
  private final WarmingGemm gemm;
  private final Depthwise plainDepthwise = new VectorDepthwise(false);
  private final Planes plainPlanes = new PlainPlanes(true);
  private final RowOps plainRows = new VectorRowOps(false);
  private final Transposition plainTransposition = new ScalarTransposition();

  /// What is compiled or not as a whole.
  public enum Part {
    /// Tiles of [Gemm#multiply], by the width of their panels.
    TILES,
    /// Tiles of [Gemm#multiplyTaps], by the width of their panels.
    TAPS,
    /// The fast loops of depthwise convolutions.
    DEPTHWISE,
    /// Depthwise convolutions of planes.
    PLANES,
    /// Operations on runs of elements.
    ROWS,
    /// Changes of memory order.
    TRANSPOSITION
  }

  /// Everything is taken for compiled that is not said to be cold.
  public WarmingKernels(VectorKernels vectors) {
    this.vectors = vectors;
    this.gemm = new WarmingGemm(vectors.gemm(), tiles, taps);
  }

  /// Says that one more routine is not compiled yet.
  ///
  /// @param width the width of its panels in columns, 0 if it has none
  public void cold(Part part, int width) {
    of(part).add(width, 1);
  }

  /// Says that a routine is compiled that was cold before.
  ///
  /// @param width the width of its panels in columns, 0 if it has none
  public void compiled(Part part, int width) {
    of(part).add(width, -1);
  }

  /// Whether anything is not compiled yet.
  public boolean hasCold() {
    return tiles.any() || taps.any() || loops.any() || planes.any() || runs.any() || turns.any();
  }

  private Cold of(Part part) {
    return switch (part) {
      case TILES -> tiles;
      case TAPS -> taps;
      case DEPTHWISE -> loops;
      case PLANES -> planes;
      case ROWS -> runs;
      case TRANSPOSITION -> turns;
    };
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
    return loops.is(0) ? plainDepthwise : vectors.depthwise();
  }

  @Override
  public Planes planes() {
    return planes.is(0) ? plainPlanes : vectors.planes();
  }

  @Override
  public RowOps rows() {
    return runs.is(0) ? plainRows : vectors.rows();
  }

  @Override
  public Transposition transposition() {
    return turns.is(0) ? plainTransposition : vectors.transposition();
  }
}
