package dev.twofold.reference;

import dev.twofold.graph.Resize;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Shape;

/// Resizing by cubic convolution: four elements of each axis, weighted by Keys' function
///
/// `(a + 2) t^3 - (a + 3) t^2 + 1` for distances `t` up to 1, and
/// `a t^3 - 5 a t^2 + 8 a t - 4 a` up to 2.
final class Cubic {

  private static final int TAPS = 4;

  private final Planes in;
  private final Planes out;
  private final Line rows;
  private final Line columns;
  private final Finish finish;

  private Cubic(Resize resize, LayerCall call) {
    in = Planes.of(call.input().shape());
    out = Planes.of(call.output().shape());
    rows = Line.of(resize, call, 2);
    columns = Line.of(resize, call, 3);
    finish = new Finish(call);
  }

  static Kernel of(Resize resize, LayerCall call) {
    Cubic cubic = new Cubic(resize, call);
    return cubic::run;
  }

  /// For every output place of one axis four input elements and their weights.
  private record Line(int[] taps, double[] weights) {

    static Line of(Resize resize, LayerCall call, int axis) {
      Shape from = call.input().shape();
      Shape to = call.output().shape();
      int n = to.dim(axis);
      Line line = new Line(new int[TAPS * n], new double[TAPS * n]);
      for (int o = 0; o < n; o++) {
        line.fill(o, resize.place(from, to, axis, o), from.dim(axis), resize);
      }
      return line;
    }

    private void fill(int o, double place, int extent, Resize resize) {
      double sum = 0;
      for (int tap = 0; tap < TAPS; tap++) {
        double at = Math.floor(place) - 1 + tap;
        boolean outside = at < 0 || at >= extent;
        taps[TAPS * o + tap] = (int) Math.clamp(at, 0.0, extent - 1.0);
        weights[TAPS * o + tap] =
            outside && resize.insideOnly() ? 0 : weight(Math.abs(place - at), resize.sharpness());
        sum += weights[TAPS * o + tap];
      }
      for (int tap = 0; resize.insideOnly() && tap < TAPS; tap++) {
        weights[TAPS * o + tap] /= sum;
      }
    }

    private static double weight(double t, double a) {
      return t <= 1
          ? ((a + 2) * t - (a + 3)) * t * t + 1
          : ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
    }
  }

  private void run(Arguments arguments) {
    TensorView view = arguments.input(0);
    float[] x = view.floats();
    for (int plane = 0; plane < out.n() * out.c(); plane++) {
      for (int oh = 0; oh < out.h(); oh++) {
        for (int ow = 0; ow < out.w(); ow++) {
          double sum = 0;
          for (int row = TAPS * oh; row < TAPS * (oh + 1); row++) {
            int begin = view.offset() + in.at(0, plane, rows.taps[row], 0);
            sum += rows.weights[row] * across(x, begin, ow);
          }
          finish.put(arguments, out.at(0, plane, oh, ow), sum);
        }
      }
    }
  }

  private double across(float[] x, int begin, int ow) {
    double sum = 0;
    for (int tap = TAPS * ow; tap < TAPS * (ow + 1); tap++) {
      sum += columns.weights[tap] * x[begin + columns.taps[tap]];
    }
    return sum;
  }
}
