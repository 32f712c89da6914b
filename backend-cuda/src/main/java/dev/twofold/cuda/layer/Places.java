package dev.twofold.cuda.layer;

import dev.twofold.graph.Resize;
import dev.twofold.tensor.Shape;

/// Where the rows and columns of a resized image come from, as ONNX's `Resize` defines it.
///
/// @param resize the layer
/// @param in the input's shape
/// @param out the output's shape
record Places(Resize resize, Shape in, Shape out) {

  /// The input place of output place `o`.
  ///
  /// @param axis 2 for rows, 3 for columns
  double place(int axis, int o) {
    return resize.place(in, out, axis, o);
  }

  /// The input place nearest to output place `o`.
  int nearest(int axis, int o) {
    return resize.nearest(in, out, axis, o);
  }

  /// The weights of the four inputs around a place (Keys 1981); they sum to 1.
  double[] cubicWeights(int axis, double place) {
    double[] weights = new double[4];
    double sum = 0;
    for (int tap = 0; tap < weights.length; tap++) {
      double at = Math.floor(place) - 1 + tap;
      boolean outside = at < 0 || at >= in.dim(axis);
      boolean counts = !outside || !resize.insideOnly();
      weights[tap] = counts ? keys(Math.abs(place - at), resize.sharpness()) : 0;
      sum += weights[tap];
    }
    for (int tap = 0; resize.insideOnly() && tap < weights.length; tap++) {
      weights[tap] /= sum;
    }
    return weights;
  }

  private static double keys(double t, double a) {
    return t <= 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
  }
}
