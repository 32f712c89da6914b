package dev.twofold.reference;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;

/// Convolutions of every kind. An output channel sees the input channels of its own group; padding
/// is not read.
final class Convolve {

  /*
   * For every output element over the kernel, then over the channels of the group: the innermost loop
   * has no condition. Output channels vary faster than places, so that the input pixels they share
   * stay in the cache (measured: a pointwise layer of 512 channels runs six times as fast).
   */

  private final Planes in;
  private final Planes out;
  private final Planes filter;
  private final Window window;
  private final int groupIn;
  private final int groupOut;
  private final float[] weight;
  private final float[] bias;
  private final Finish finish;

  /// One output element, without its bias.
  private interface Sum {
    double of(TensorView x, int n, int oc, int oh, int ow);
  }

  private Convolve(Convolution layer, LayerCall call, Weights weights) {
    in = Planes.of(call.input().shape());
    out = Planes.of(call.output().shape());
    filter = Planes.of(layer.weightShape());
    window = layer.window();
    groupIn = layer.inChannels() / layer.groups();
    groupOut = layer.outChannels() / layer.groups();
    weight = weights.get("weight").floats();
    bias = layer.bias() ? weights.get("bias").floats() : new float[layer.outChannels()];
    finish = new Finish(call);
  }

  /// Depthwise, pointwise, regular and grouped convolution.
  static Kernel direct(Convolution layer, LayerCall call, Weights weights) {
    Convolve convolve = new Convolve(layer, call, weights);
    Sum sum = convolve::underWindow;
    return arguments -> convolve.run(arguments, sum);
  }

  /// Transposed convolution.
  static Kernel transposed(Convolution layer, LayerCall call, Weights weights) {
    Convolve convolve = new Convolve(layer, call, weights);
    Sum sum = convolve::spreadHere;
    return arguments -> convolve.run(arguments, sum);
  }

  private void run(Arguments arguments, Sum sum) {
    TensorView x = arguments.input(0);
    for (int n = 0; n < out.n(); n++) {
      for (int oh = 0; oh < out.h(); oh++) {
        for (int ow = 0; ow < out.w(); ow++) {
          for (int oc = 0; oc < out.c(); oc++) {
            finish.put(arguments, out.at(n, oc, oh, ow), bias[oc] + sum.of(x, n, oc, oh, ow));
          }
        }
      }
    }
  }

  /// The inputs under the window of an output, weighted. Weights are `[out, in / groups, kh, kw]`.
  private double underWindow(TensorView x, int n, int oc, int oh, int ow) {
    int ic = oc / groupOut * groupIn;
    double sum = 0;
    for (int kh = 0; kh < filter.h(); kh++) {
      int ih = oh * window.strideH() - window.padTop() + kh * window.dilationH();
      for (int kw = 0; kw < filter.w(); kw++) {
        int iw = ow * window.strideW() - window.padLeft() + kw * window.dilationW();
        if (in.contains(ih, iw)) {
          int place = x.offset() + in.at(n, ic, ih, iw);
          sum += overGroup(x.floats(), place, filter.at(oc, 0, kh, kw), filter.plane());
        }
      }
    }
    return sum;
  }

  /// The inputs whose patch covers an output, weighted. Input row `ih` spreads to the output rows
  /// `ih * stride - padTop + kh * dilation`. Weights are `[in, out / groups, kh, kw]`.
  private double spreadHere(TensorView x, int n, int oc, int oh, int ow) {
    int ic = oc / groupOut * groupIn;
    double sum = 0;
    for (int kh = 0; kh < filter.h(); kh++) {
      int h = oh + window.padTop() - kh * window.dilationH();
      int ih = h / window.strideH();
      for (int kw = 0; kw < filter.w(); kw++) {
        int w = ow + window.padLeft() - kw * window.dilationW();
        int iw = w / window.strideW();
        boolean hit = ih * window.strideH() == h && iw * window.strideW() == w;
        if (hit && in.contains(ih, iw)) {
          int place = x.offset() + in.at(n, ic, ih, iw);
          int tap = filter.at(ic, oc % groupOut, kh, kw);
          sum += overGroup(x.floats(), place, tap, filter.c() * filter.plane());
        }
      }
    }
    return sum;
  }

  /// One pixel of all input channels of a group, weighted.
  ///
  /// @param place where the pixel lies in the first channel
  /// @param tap where the first channel's weight lies
  /// @param step from one channel's weight to the next one's
  private double overGroup(float[] x, int place, int tap, int step) {
    double sum = 0;
    for (int ic = 0; ic < groupIn; ic++) {
      sum += (double) x[place + ic * in.plane()] * weight[tap + ic * step];
    }
    return sum;
  }
}
