package dev.twofold.cpu;

import dev.twofold.cpu.kernel.CubicResampling;
import dev.twofold.cpu.kernel.Resampling;
import dev.twofold.graph.Resize;
import dev.twofold.tensor.Shape;

/// Where the rows and columns of a resized image come from, as ONNX's `Resize` defines it.
record Places(Resize resize, Shape in, Shape out) {

  private static final int TAPS = 4;

  /// The input place nearest to output place `o`.
  int nearest(int axis, int o) {
    return resize.nearest(in, out, axis, o);
  }

  /// The two input places around each output place, and how far it lies behind the first.
  Resampling.Axis linear(int axis) {
    int n = out.dim(axis);
    int last = in.dim(axis) - 1;
    Resampling.Axis line = new Resampling.Axis(new int[n], new int[n], new float[n]);
    for (int o = 0; o < n; o++) {
      double place = Math.clamp(resize.place(in, out, axis, o), 0.0, last);
      line.before()[o] = (int) place;
      line.after()[o] = Math.min((int) place + 1, last);
      line.weight()[o] = (float) (place - (int) place);
    }
    return line;
  }

  /// The four input places around each output place, and their weights by Keys' function.
  CubicResampling.Axis cubic(int axis) {
    int n = out.dim(axis);
    int last = in.dim(axis) - 1;
    CubicResampling.Axis line = new CubicResampling.Axis(new int[TAPS * n], new float[TAPS * n]);
    double[] weights = new double[TAPS];
    for (int o = 0; o < n; o++) {
      double place = resize.place(in, out, axis, o);
      double sum = 0;
      for (int tap = 0; tap < TAPS; tap++) {
        double at = Math.floor(place) - 1 + tap;
        boolean none = resize.insideOnly() && (at < 0 || at > last);
        weights[tap] = none ? 0 : keys(Math.abs(place - at), resize.sharpness());
        sum += weights[tap];
        line.taps()[TAPS * o + tap] = (int) Math.clamp(at, 0.0, last);
      }
      for (int tap = 0; tap < TAPS; tap++) {
        double share = resize.insideOnly() ? weights[tap] / sum : weights[tap];
        line.weights()[TAPS * o + tap] = (float) share;
      }
    }
    return line;
  }

  /// Keys' function of a distance of at most 2.
  private static double keys(double t, double a) {
    return t <= 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
  }
}
