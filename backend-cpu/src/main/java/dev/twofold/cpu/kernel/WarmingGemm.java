package dev.twofold.cpu.kernel;

/// Matrix products with vectors, but without them where C2 has not compiled the tiles yet.
final class WarmingGemm implements Gemm {

  // Both read the same packed weights and add in the same order with fused multiply-adds, so
  // results
  // do not tell which of them was taken. Tiles are counted by the width of their panels; a width of
  // which nothing is known to be cold goes to the vector tiles.

  private final Gemm vectors;
  private final Gemm plain = new ScalarGemm(true);
  private volatile int[] coldTiles = new int[4 * Species.WIDE_LENGTH + 1];
  private volatile int[] coldTaps = coldTiles;

  WarmingGemm(Gemm vectors) {
    this.vectors = vectors;
  }

  /// One more routine of a width is not compiled yet.
  void cold(int width, boolean taps) {
    count(width, taps, 1);
  }

  /// One that was cold is compiled.
  void compiled(int width, boolean taps) {
    count(width, taps, -1);
  }

  private synchronized void count(int width, boolean taps, int more) {
    int[] counts = (taps ? coldTaps : coldTiles).clone();
    counts[width] += more;
    if (taps) {
      coldTaps = counts;
    } else {
      coldTiles = counts;
    }
  }

  /// Whether anything is cold.
  boolean hasCold() {
    for (int width = 0; width < coldTiles.length; width++) {
      if (coldTiles[width] + coldTaps[width] > 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Panels panels(int columns) {
    return vectors.panels(columns);
  }

  @Override
  public int scratchElements() {
    return vectors.scratchElements();
  }

  @Override
  public String tile(int columns) {
    return vectors.tile(columns);
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
      if (coldTiles[w.panels().width(panel)] == 0) {
        vectors.multiply(shape, a, a0, w, panel, panel + 1, c, c0, rows, scratch, s0);
      } else {
        plain.multiply(shape, a, a0, w, panel, panel + 1, c, c0, rows, scratch, s0);
      }
    }
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
      int step,
      PackedWeights w,
      float[] c,
      int c0,
      int rows,
      float[] scratch,
      int s0) {
    boolean cold = false;
    for (int panel = 0; panel < w.panels().count(); panel++) {
      cold |= coldTaps[w.panels().width(panel)] != 0;
    }
    (cold ? plain : vectors).multiplyTaps(shape, taps, a, a0, step, w, c, c0, rows, scratch, s0);
  }
}
