package dev.twofold.tck;

import dev.twofold.graph.Resize;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;

/// Resampling, with ONNX's arithmetic of coordinates.
final class ResizeRules {

  private ResizeRules() {}

  static Oracle.Rule of(Resize layer, Tensor x, Shape out) {
    return switch (layer.mode()) {
      case NEAREST ->
          (o, cell) ->
              cell.set(
                  SumRules.at(
                      x,
                      o[0],
                      o[1],
                      nearest(layer, x.shape(), out, 2, o[2]),
                      nearest(layer, x.shape(), out, 3, o[3])));
      case LINEAR -> (o, cell) -> linear(layer, x, out, o, cell);
      case CUBIC -> (o, cell) -> cubic(layer, x, out, o, cell);
    };
  }

  private static double place(Resize layer, Shape in, Shape out, int axis, int o) {
    double to = out.dim(axis);
    double from = in.dim(axis);
    if (layer.target() instanceof Resize.Scale(double h, double w)) {
      to = axis == 2 ? h : w;
      from = 1;
    }
    boolean single = out.dim(axis) == 1;
    return switch (layer.coordinates()) {
      case HALF_PIXEL -> (o + 0.5) * from / to - 0.5;
      case PYTORCH_HALF_PIXEL -> single ? 0 : (o + 0.5) * from / to - 0.5;
      case ALIGN_CORNERS -> single ? 0 : o * (in.dim(axis) - 1.0) / (in.dim(axis) / from * to - 1);
      case ASYMMETRIC -> o * from / to;
    };
  }

  private static int nearest(Resize layer, Shape in, Shape out, int axis, int o) {
    double place = place(layer, in, out, axis, o);
    double rounded =
        switch (layer.rounding()) {
          case ROUND_PREFER_FLOOR -> Math.ceil(place - 0.5);
          case ROUND_PREFER_CEIL -> Math.floor(place + 0.5);
          case FLOOR -> Math.floor(place);
          case CEIL -> Math.ceil(place);
        };
    return (int) Math.clamp(rounded, 0.0, in.dim(axis) - 1.0);
  }

  /// The weights of the four nearest elements of an axis (Keys 1981), which sum to 1.
  private static double[] weights(Resize layer, double place, int extent) {
    double[] weights = new double[4];
    double sum = 0;
    for (int tap = 0; tap < 4; tap++) {
      double at = Math.floor(place) - 1 + tap;
      boolean counts = (at >= 0 && at < extent) || !layer.insideOnly();
      weights[tap] = counts ? weight(Math.abs(place - at), layer.sharpness()) : 0;
      sum += weights[tap];
    }
    for (int tap = 0; tap < 4; tap++) {
      weights[tap] /= sum;
    }
    return weights;
  }

  private static double weight(double t, double a) {
    return t <= 1
        ? (a + 2) * t * t * t - (a + 3) * t * t + 1
        : a * t * t * t - 5 * a * t * t + 8 * a * t - 4 * a;
  }

  private static void cubic(Resize layer, Tensor x, Shape out, int[] o, Cell cell) {
    Shape in = x.shape();
    double h = place(layer, in, out, 2, o[2]);
    double w = place(layer, in, out, 3, o[3]);
    double[] rows = weights(layer, h, in.h());
    double[] columns = weights(layer, w, in.w());
    double largest = 0;
    for (int tap = 0; tap < 16; tap++) {
      int row = Math.clamp((int) Math.floor(h) - 1L + tap / 4, 0, in.h() - 1);
      int column = Math.clamp((int) Math.floor(w) - 1L + tap % 4, 0, in.w() - 1);
      double element = SumRules.at(x, o[0], o[1], row, column);
      largest = Math.max(largest, Math.abs(element));
      cell.add(rows[tap / 4] * columns[tap % 4] * element);
    }
    cell.allow(Double.isFinite(largest) ? 16 * Cell.gamma(1) * largest * (in.h() + in.w()) : 0);
  }

  /// Four neighbours by their distances; one at distance 1 is no term, whatever it is.
  private static void linear(Resize layer, Tensor x, Shape out, int[] o, Cell cell) {
    Shape in = x.shape();
    double h = Math.clamp(place(layer, in, out, 2, o[2]), 0.0, in.h() - 1.0);
    double w = Math.clamp(place(layer, in, out, 3, o[3]), 0.0, in.w() - 1.0);
    double largest = 0;
    for (int corner = 0; corner < 4; corner++) {
      int row = (int) h + corner / 2;
      int column = (int) w + corner % 2;
      double weight =
          (corner / 2 == 0 ? 1 - (h - (int) h) : h - (int) h)
              * (corner % 2 == 0 ? 1 - (w - (int) w) : w - (int) w);
      if (weight != 0) {
        double element = SumRules.at(x, o[0], o[1], row, column);
        largest = Math.max(largest, Math.abs(element));
        cell.add(weight * element);
      }
    }
    // Distances are differences of places that lie within the map's extent.
    cell.allow(Double.isFinite(largest) ? 4 * Cell.gamma(1) * largest * (in.h() + in.w()) : 0);
  }
}
