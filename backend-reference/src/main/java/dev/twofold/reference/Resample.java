package dev.twofold.reference;

import dev.twofold.graph.Resize;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Shape;

/// Resizing: output places are mapped to input places axis by axis.
final class Resample {

  private final Planes in;
  private final Planes out;
  private final Line rows;
  private final Line columns;
  private final Finish finish;

  private Resample(Resize resize, LayerCall call) {
    in = Planes.of(call.input().shape());
    out = Planes.of(call.output().shape());
    rows = Line.of(resize, call, 2);
    columns = Line.of(resize, call, 3);
    finish = new Finish(call);
  }

  static Kernel nearest(Resize resize, LayerCall call) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    Gather.Rule rule = (axis, i) -> axis < 2 ? i : resize.nearest(in, out, axis, i);
    return Move.gather(Gather.of(in, out, rule), 0, call);
  }

  static Kernel linear(Resize resize, LayerCall call) {
    Resample resample = new Resample(resize, call);
    return resample::run;
  }

  /// For every output place of one axis the input elements before and after it, and how far it lies
  /// behind the first, from 0 to 1.
  private record Line(int[] before, int[] after, double[] distance) {

    static Line of(Resize resize, LayerCall call, int axis) {
      Shape in = call.input().shape();
      Shape out = call.output().shape();
      int last = in.dim(axis) - 1;
      Line line =
          new Line(new int[out.dim(axis)], new int[out.dim(axis)], new double[out.dim(axis)]);
      for (int o = 0; o < out.dim(axis); o++) {
        double place = Math.clamp(resize.place(in, out, axis, o), 0.0, last);
        line.before[o] = (int) place;
        line.after[o] = Math.min(line.before[o] + 1, last);
        line.distance[o] = place - line.before[o];
      }
      return line;
    }
  }

  private void run(Arguments arguments) {
    TensorView view = arguments.input(0);
    float[] x = view.floats();
    for (int plane = 0; plane < out.n() * out.c(); plane++) {
      for (int oh = 0; oh < out.h(); oh++) {
        int above = view.offset() + in.at(0, plane, rows.before[oh], 0);
        int below = view.offset() + in.at(0, plane, rows.after[oh], 0);
        for (int ow = 0; ow < out.w(); ow++) {
          int left = columns.before[ow];
          int right = columns.after[ow];
          double across = columns.distance[ow];
          double upper = between(x[above + left], x[above + right], across);
          double lower = between(x[below + left], x[below + right], across);
          finish.put(arguments, out.at(0, plane, oh, ow), between(upper, lower, rows.distance[oh]));
        }
      }
    }
  }

  /// The second element does not matter at distance 0, whatever it is.
  private static double between(double a, double b, double distance) {
    return distance == 0 ? a : (1 - distance) * a + distance * b;
  }
}
