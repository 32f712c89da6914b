package dev.twofold.cpu.kernel;

/// What depthwise convolutions of `NCHW` images are made of: the same steps on every plane.
public sealed interface Planes permits VectorPlanes, PlainPlanes {

  /// Copies rows of a plane to where zeros lie around them.
  ///
  /// @param in dense rows from `i0`
  /// @param to the first row of the rows' memory at `t0`
  void border(PlaneRows rows, float[] in, int i0, float[] to, int t0, int count);

  /// Computes rows of the output, clipped: the bias and the upper kernel row's products, then those of
  /// the middle one, then those of the lower one.
  ///
  /// @param in the rows that [#border] wrote, the first row's upper neighbour at `i0`
  /// @param weights the nine weights of the plane from `w0`, and its bias behind them
  /// @param lo lower bound of the clip, minus infinity for none
  /// @param hi upper bound of the clip, infinity for none
  /// @param out dense rows from `o0`; rows shorter than a vector need [PlaneRows#slack()] elements more,
  ///   whose content is lost
  void convolve(
      PlaneRows rows,
      float[] in,
      int i0,
      float[] weights,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int count);

  /// Copies pixels of one channel to its row in panels of a matrix with a column per pixel.
  ///
  /// @param from `panels.columns()` pixels from `f0`
  /// @param to the packed matrix from `t0`
  /// @param k the rows of the matrix
  /// @param row the row to fill
  void pack(Panels panels, float[] from, int f0, float[] to, int t0, int k, int row);
}
