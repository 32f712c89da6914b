package dev.twofold.cpu.kernel;

/// Depthwise convolutions.
public sealed interface Depthwise permits VectorDepthwise, ScalarDepthwise {

  /// The name of the loop that a geometry gets, such as `3x3_s1` or `general`.
  String loop(ConvGeometry geometry);

  /// Whether what a geometry gets can be computed without vectors to the same bit.
  boolean hasPlainTwin(ConvGeometry geometry);

  /// How many rows are computed at once where so many lie side by side, and by another loop than one alone.
  int rowsAtOnce(ConvGeometry geometry);

  /// Computes rows of the output, clipped.
  ///
  /// @param geometry with as many groups as input channels
  /// @param lo lower bound of the clip, minus infinity for none
  /// @param hi upper bound of the clip, infinity for none
  /// @param in the input images from `i0`
  /// @param out the output images from `o0`
  /// @param from the first row, counted over all images
  /// @param to the row after the last
  void rows(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float lo,
      float hi,
      float[] in,
      int i0,
      float[] out,
      int o0,
      int from,
      int to);
}
