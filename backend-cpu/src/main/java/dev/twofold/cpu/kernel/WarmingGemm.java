package dev.twofold.cpu.kernel;

/// Matrix products with vectors, but without them where C2 has not compiled the tiles yet.
final class WarmingGemm implements Gemm {

  // Both read the same packed weights and add in the same order with fused multiply-adds, so
  // results do not tell which of them was taken. Tiles are counted by the width of their panels; a
  // width of which nothing is known to be cold goes to the vector tiles.

  private final Gemm vectors;
  private final Gemm plain = new ScalarGemm(true);
  private final Cold coldTiles;
  private final Cold coldTaps;

  WarmingGemm(Gemm vectors, Cold coldTiles, Cold coldTaps) {
    this.vectors = vectors;
    this.coldTiles = coldTiles;
    this.coldTaps = coldTaps;
  }

  @Override
  public Panels panels(int k, int columns) {
    return vectors.panels(k, columns);
  }

  @Override
  public Panels packedPanels(int k, int columns) {
    return vectors.packedPanels(k, columns);
  }

  @Override
  public int scratchElements() {
    return vectors.scratchElements();
  }

  @Override
  public String tile(int k, int columns) {
    return vectors.tile(k, columns);
  }

  @Override
  public int everyHeight(int width) {
    return vectors.everyHeight(width);
  }

  @Override
  public void multiply(
      GemmShape shape,
      float[] a,
      int a0,
      PackedWeights w,
      int from,
      int to,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    for (int panel = from; panel < to; panel++) {
      Gemm gemm = coldTiles.is(w.panels().width(panel)) ? plain : vectors;
      gemm.multiply(shape, a, a0, w, panel, panel + 1, c, c0, rows, scratch, s0);
    }
  }

  @Override
  public void multiplyPacked(
      GemmShape shape,
      float[] a,
      int a0,
      Panels panels,
      float[] w,
      int w0,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    boolean isCold = false;
    for (int panel = 0; panel < panels.count(); panel++) {
      isCold |= coldTiles.is(panels.width(panel));
    }
    (isCold ? plain : vectors)
        .multiplyPacked(shape, a, a0, panels, w, w0, c, c0, rows, scratch, s0);
  }

  @Override
  public String tapTile(int columns) {
    return vectors.tapTile(columns);
  }

  @Override
  public int fewestTapRows() {
    return vectors.fewestTapRows();
  }

  @Override
  public void multiplyTaps(
      GemmShape shape,
      int[] taps,
      float[] a,
      int a0,
      PackedWeights w,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    boolean isCold = false;
    for (int panel = 0; panel < w.panels().count(); panel++) {
      isCold |= coldTaps.is(w.panels().width(panel));
    }
    (isCold ? plain : vectors).multiplyTaps(shape, taps, a, a0, w, c, c0, rows, scratch, s0);
  }
}
