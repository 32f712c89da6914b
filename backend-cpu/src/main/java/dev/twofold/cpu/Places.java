package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Resampling;
import dev.twofold.graph.Resize;
import dev.twofold.tensor.Shape;

/// Where the rows and columns of a resized image come from, as ONNX's `Resize` defines it.
record Places(Resize resize, Shape in, Shape out) {

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
}
