package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Resampling;
import dev.twofold.graph.Resize;
import dev.twofold.tensor.Shape;

/// Where the rows and columns of a resized image come from, as ONNX's `Resize` defines it.
record Places(Resize resize, Shape in, Shape out) {

  /// The input place of output place `o`. The factor is kept as a fraction, so that places between whole
  /// numbers come out exactly.
  private double place(int axis, int o) {
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

  /// The two input places around each output place, and how far it lies behind the first.
  Resampling.Axis linear(int axis) {
    int n = out.dim(axis);
    int last = in.dim(axis) - 1;
    Resampling.Axis line = new Resampling.Axis(new int[n], new int[n], new float[n]);
    for (int o = 0; o < n; o++) {
      double place = Math.clamp(place(axis, o), 0.0, last);
      line.before()[o] = (int) place;
      line.after()[o] = Math.min((int) place + 1, last);
      line.weight()[o] = (float) (place - (int) place);
    }
    return line;
  }
}
