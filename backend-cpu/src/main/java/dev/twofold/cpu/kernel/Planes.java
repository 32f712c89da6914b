package dev.twofold.cpu.kernel;

/// What convolutions of `NCHW` images are made of: the same steps on every plane.
public sealed interface Planes permits VectorPlanes, PlainPlanes {

  /// How many elements of any content [#depthwise] may read in front of a plane and behind it.
  int MARGIN = 34;

  /// A plane's nine weights and its bias.
  int WEIGHTS = 10;

  /// Computes rows of a plane with a 3 x 3 window, clipped: the bias and the upper kernel row's products,
  /// then those of the middle one, then those of the lower one.
  ///
  /// @param geometry one that [PlanarDepthwise#takes]
  /// @param in the input plane from `i0`, with a margin of which nothing is used
  /// @param weights the nine weights of the plane from `w0`, and its bias behind them
  /// @param lo lower bound of the clip, minus infinity for none
  /// @param hi upper bound of the clip, infinity for none
  /// @param out receives the rows, the first one at `o0`, and up to 15 elements that mean nothing
  /// @param from the first row
  /// @param to the row after the last
  void depthwise(
      ConvGeometry geometry,
      float[] in,
      int i0,
      float[] weights,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int from,
      int to);

  /// Whether whole planes are better computed in pairs.
  default boolean takesPairs(ConvGeometry geometry) {
    return false;
  }

  /// As [#depthwise] for two whole planes that follow each other, like their weights.
  ///
  /// @param geometry one that [#takesPairs] says yes to
  /// @param out receives the planes, the first one at `o0`, with a margin behind them that is not
  ///   written
  default void depthwisePair(
      ConvGeometry geometry,
      float[] in,
      int i0,
      float[] weights,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0) {
    int plane = geometry.ih() * geometry.iw();
    int rows = geometry.oh();
    int n = rows * geometry.ow();
    depthwise(geometry, in, i0, weights, w0, lo, hi, out, o0, 0, rows);
    depthwise(geometry, in, i0 + plane, weights, w0 + WEIGHTS, lo, hi, out, o0 + n, 0, rows);
  }

  /// Copies pixels of one channel to its row in panels of a matrix with a column per pixel.
  ///
  /// @param from `panels.columns()` pixels from `f0`
  /// @param to the packed matrix from `t0`
  /// @param k the rows of the matrix
  /// @param row the row to fill
  void pack(Panels panels, float[] from, int f0, float[] to, int t0, int k, int row);
}
