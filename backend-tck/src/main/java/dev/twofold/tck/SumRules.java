package dev.twofold.tck;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;

/// Layers that sum: convolutions, products, means, normalisation.
final class SumRules {

  private SumRules() {}

  private static double bias(Weights weights, int channel) {
    return weights.get("bias").floats()[channel];
  }

  /// Every output element sums its channel's group under the window. Padding is no term.
  static Oracle.Rule convolution(Convolution layer, Tensor x, Weights weights) {
    Window window = layer.window();
    Tensor w = weights.get("weight");
    int perGroup = layer.inChannels() / layer.groups();
    int outPerGroup = layer.outChannels() / layer.groups();
    Shape in = x.shape();
    int kernel = window.kernelElements();
    return (o, cell) -> {
      for (int c = 0; c < perGroup; c++) {
        int plane = (o[0] * in.c() + o[1] / outPerGroup * perGroup + c) * in.h() * in.w();
        int filter = (o[1] * perGroup + c) * kernel;
        for (int k = 0; k < kernel; k++) {
          int kh = k / window.kernelW() * window.dilationH();
          int kw = k % window.kernelW() * window.dilationW();
          int ih = o[2] * window.strideH() - window.padTop() + kh;
          int iw = o[3] * window.strideW() - window.padLeft() + kw;
          if (isInside(in, ih, iw)) {
            cell.add((double) x.floats()[plane + ih * in.w() + iw] * w.floats()[filter + k]);
          }
        }
      }
      if (layer.bias()) {
        cell.add(bias(weights, o[1]));
      }
    };
  }

  /// Every input element spreads a patch; seen from the output, element `oh` gets `x[ih] * w[kh]`
  /// where `oh = ih * stride - padding + kh * dilation`.
  static Oracle.Rule transposed(ConvTranspose2d layer, Tensor x, Weights weights) {
    Window window = layer.window();
    Tensor w = weights.get("weight");
    int perGroup = layer.inChannels() / layer.groups();
    int outPerGroup = layer.outChannels() / layer.groups();
    return (o, cell) -> {
      int group = o[1] / outPerGroup;
      for (int c = group * perGroup; c < (group + 1) * perGroup; c++) {
        for (int kh = 0; kh < window.kernelH(); kh++) {
          for (int kw = 0; kw < window.kernelW(); kw++) {
            int h = o[2] + window.padTop() - kh * window.dilationH();
            int v = o[3] + window.padLeft() - kw * window.dilationW();
            boolean hit = h % window.strideH() == 0 && v % window.strideW() == 0;
            if (hit && isInside(x.shape(), h / window.strideH(), v / window.strideW())) {
              cell.add(
                  at(x, o[0], c, h / window.strideH(), v / window.strideW())
                      * at(w, c, o[1] % outPerGroup, kh, kw));
            }
          }
        }
      }
      if (layer.bias()) {
        cell.add(bias(weights, o[1]));
      }
    };
  }

  static Oracle.Rule linear(Linear layer, Tensor x, Weights weights) {
    float[] w = weights.get("weight").floats();
    int in = layer.inFeatures();
    return (o, cell) -> {
      int[] row = o.clone();
      int column = o[o.length - 1];
      row[o.length - 1] = 0;
      int from = Places.index(x.shape(), row);
      for (int k = 0; k < in; k++) {
        cell.add((double) x.floats()[from + k] * w[column * in + k]);
      }
      if (layer.bias()) {
        cell.add(bias(weights, column));
      }
    };
  }

  static Oracle.Rule product(Tensor a, Tensor b, Shape out) {
    int inner = a.shape().dim(a.shape().rank() - 1);
    int rank = out.rank();
    return (o, cell) -> {
      int[] left = o.clone();
      int[] right = o.clone();
      for (int k = 0; k < inner; k++) {
        left[rank - 1] = k;
        right[rank - 2] = k;
        cell.add(
            (double) a.floats()[Places.broadcast(a.shape(), left)]
                * b.floats()[Places.broadcast(b.shape(), right)]);
      }
    };
  }

  static Oracle.Rule batchNorm(BatchNorm2d layer, Tensor x, Weights weights) {
    float[] scale = weights.get("weight").floats();
    float[] shift = weights.get("bias").floats();
    float[] mean = weights.get("running_mean").floats();
    float[] variance = weights.get("running_var").floats();
    return (o, cell) -> {
      int c = o[1];
      double factor = scale[c] / Math.sqrt(variance[c] + layer.epsilon());
      cell.add(x.floats()[Places.index(x.shape(), o)] * factor);
      cell.add(-mean[c] * factor);
      cell.add(shift[c]);
      cell.allow(4 * Cell.gamma(3) * Math.abs(mean[c] * factor));
    };
  }

  static Oracle.Rule mean(Tensor x) {
    Shape in = x.shape();
    return (o, cell) -> {
      for (int h = 0; h < in.h(); h++) {
        for (int w = 0; w < in.w(); w++) {
          cell.add(at(x, o[0], o[1], h, w));
        }
      }
      cell.divide((double) in.h() * in.w());
    };
  }

  static Oracle.Rule average(Pool2d layer, Tensor x) {
    Window window = layer.window();
    Shape in = x.shape();
    return (o, cell) -> {
      int count = 0;
      for (int kh = 0; kh < window.kernelH(); kh++) {
        for (int kw = 0; kw < window.kernelW(); kw++) {
          int ih = o[2] * window.strideH() - window.padTop() + kh;
          int iw = o[3] * window.strideW() - window.padLeft() + kw;
          if (isInside(in, ih, iw)) {
            cell.add(at(x, o[0], o[1], ih, iw));
            count++;
          } else if (layer.countIncludePad()
              && ih < in.h() + window.padBottom()
              && iw < in.w() + window.padRight()) {
            count++;
          }
        }
      }
      cell.divide(count);
    };
  }

  static boolean isInside(Shape in, int h, int w) {
    return h >= 0 && h < in.h() && w >= 0 && w < in.w();
  }

  static double at(Tensor x, int... place) {
    int index = Places.index(x.shape(), place);
    return switch (x.type().type()) {
      case FLOAT32 -> x.floats()[index];
      case INT32 -> x.ints()[index];
    };
  }

  /// Whether all extents are powers of two, so that a mean of small integers is exact.
  static boolean isPowerOfTwo(int... extents) {
    return Arrays.stream(extents).allMatch(extent -> Integer.bitCount(extent) == 1);
  }
}
