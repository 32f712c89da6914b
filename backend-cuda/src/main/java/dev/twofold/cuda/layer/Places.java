package dev.twofold.cuda.layer;

import dev.twofold.graph.Resize;
import dev.twofold.tensor.Shape;

/// Where the rows and columns of a resized image come from, as ONNX's `Resize` defines it.
///
/// @param resize the layer
/// @param in the input's shape
/// @param out the output's shape
record Places(Resize resize, Shape in, Shape out) {

  /// The input place of output place `o`. The factor is kept as a fraction, so that places between
  /// whole numbers come out exactly.
  ///
  /// @param axis 2 for rows, 3 for columns
  double place(int axis, int o) {
    double above = out.dim(axis);
    double below = in.dim(axis);
    if (resize.target() instanceof Resize.Scale(double h, double w)) {
      above = axis == 2 ? h : w;
      below = 1;
    }
    boolean single = out.dim(axis) == 1;
    return switch (resize.coordinates()) {
      case HALF_PIXEL -> (o + 0.5) * below / above - 0.5;
      case PYTORCH_HALF_PIXEL -> single ? 0 : (o + 0.5) * below / above - 0.5;
      case ALIGN_CORNERS ->
          single ? 0 : o * (in.dim(axis) - 1.0) / (in.dim(axis) / below * above - 1);
      case ASYMMETRIC -> o * below / above;
    };
  }

  /// The input place nearest to output place `o`.
  int nearest(int axis, int o) {
    double place = place(axis, o);
    double rounded =
        switch (resize.rounding()) {
          case ROUND_PREFER_FLOOR -> Math.ceil(place - 0.5);
          case ROUND_PREFER_CEIL -> Math.floor(place + 0.5);
          case FLOOR -> Math.floor(place);
          case CEIL -> Math.ceil(place);
        };
    return (int) Math.clamp(rounded, 0.0, in.dim(axis) - 1.0);
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
