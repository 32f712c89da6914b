package dev.twofold.reference;

import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Window;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;

/// Pooling: every output element from the elements under its window, per plane of one channel.
final class Pool {

  private static final int NONE = -1;

  private final Pool2d layer;
  private final Window window;
  private final Planes in;
  private final Planes out;
  private final Finish finish;

  private Pool(Pool2d layer, LayerCall call) {
    this.layer = layer;
    window = layer.window();
    in = Planes.of(call.input().shape());
    out = Planes.of(call.output().shape());
    finish = new Finish(call);
  }

  /// The largest element, and where in its plane it is if that is asked for.
  static Kernel max(Pool2d layer, LayerCall call) {
    Pool pool = new Pool(layer, call);
    return pool::max;
  }

  /// The mean.
  static Kernel average(Pool2d layer, LayerCall call) {
    Pool pool = new Pool(layer, call);
    return pool::average;
  }

  private void max(Arguments arguments) {
    TensorView x = arguments.input(0);
    for (int plane = 0; plane < out.n() * out.c(); plane++) {
      int first = x.offset() + plane * in.plane();
      for (int oh = 0; oh < out.h(); oh++) {
        for (int ow = 0; ow < out.w(); ow++) {
          int largest = largest(x.floats(), first, oh, ow);
          int index = out.at(0, plane, oh, ow);
          finish.put(
              arguments,
              index,
              largest == NONE ? Double.NEGATIVE_INFINITY : x.floats()[first + largest]);
          if (layer.indices()) {
            TensorView indices = arguments.output(1);
            indices.ints()[indices.offset() + index] = Math.max(largest, 0);
          }
        }
      }
    }
  }

  /// The place `row * W + column` of the first largest element under a window, the first NaN if
  /// there is one, or [#NONE] where a dilated window holds padding only.
  private int largest(float[] x, int first, int oh, int ow) {
    int largest = NONE;
    for (int kh = 0; kh < window.kernelH(); kh++) {
      int ih = oh * window.strideH() - window.padTop() + kh * window.dilationH();
      for (int kw = 0; kw < window.kernelW(); kw++) {
        int iw = ow * window.strideW() - window.padLeft() + kw * window.dilationW();
        if (in.contains(ih, iw)) {
          int place = ih * in.w() + iw;
          if (largest == NONE || exceeds(x[first + place], x[first + largest])) {
            largest = place;
          }
        }
      }
    }
    return largest;
  }

  private static boolean exceeds(float candidate, float largest) {
    return candidate > largest || (Float.isNaN(candidate) && !Float.isNaN(largest));
  }

  private void average(Arguments arguments) {
    TensorView x = arguments.input(0);
    for (int plane = 0; plane < out.n() * out.c(); plane++) {
      int first = x.offset() + plane * in.plane();
      for (int oh = 0; oh < out.h(); oh++) {
        for (int ow = 0; ow < out.w(); ow++) {
          finish.put(arguments, out.at(0, plane, oh, ow), mean(x.floats(), first, oh, ow));
        }
      }
    }
  }

  /// The mean under a window. What lies behind the padding, where only ceil mode reaches, never
  /// counts.
  private double mean(float[] x, int first, int oh, int ow) {
    double sum = 0;
    int count = 0;
    for (int kh = 0; kh < window.kernelH(); kh++) {
      int ih = oh * window.strideH() - window.padTop() + kh;
      for (int kw = 0; kw < window.kernelW(); kw++) {
        int iw = ow * window.strideW() - window.padLeft() + kw;
        if (in.contains(ih, iw)) {
          sum += x[first + ih * in.w() + iw];
          count++;
        } else if (layer.countIncludePad()
            && ih < in.h() + window.padBottom()
            && iw < in.w() + window.padRight()) {
          count++;
        }
      }
    }
    return sum / count;
  }

  /// The mean of every plane.
  static Kernel globalAverage(LayerCall call) {
    Planes in = Planes.of(call.input().shape());
    int plane = in.plane();
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView x = arguments.input(0);
      for (int i = 0; i < in.n() * in.c(); i++) {
        double sum = 0;
        for (int j = 0; j < plane; j++) {
          sum += x.floats()[x.offset() + i * plane + j];
        }
        finish.put(arguments, i, sum / plane);
      }
    };
  }
}
