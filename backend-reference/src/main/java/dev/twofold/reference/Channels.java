package dev.twofold.reference;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Shape;

/// Layers that treat one axis as features or channels.
final class Channels {

  private Channels() {}

  /// `y = x * transpose(weight) + bias` over the last axis.
  static Kernel linear(Linear layer, LayerCall call, Weights weights) {
    int in = layer.inFeatures();
    int out = layer.outFeatures();
    float[] weight = weights.get("weight").floats();
    float[] bias = layer.bias() ? weights.get("bias").floats() : new float[out];
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView x = arguments.input(0);
      for (int row = 0; row < x.elements() / in; row++) {
        for (int o = 0; o < out; o++) {
          double sum = bias[o];
          for (int i = 0; i < in; i++) {
            sum += (double) x.floats()[x.offset() + row * in + i] * weight[o * in + i];
          }
          finish.put(arguments, row * out + o, sum);
        }
      }
    };
  }

  /// `y = (x - mean) / sqrt(variance + epsilon) * weight + bias` per channel.
  static Kernel normalise(BatchNorm2d layer, LayerCall call, Weights weights) {
    float[] weight = weights.get("weight").floats();
    float[] bias = weights.get("bias").floats();
    float[] mean = weights.get("running_mean").floats();
    float[] variance = weights.get("running_var").floats();
    int plane = call.input().shape().h() * call.input().shape().w();
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView x = arguments.input(0);
      for (int i = 0; i < x.elements(); i++) {
        int c = i / plane % layer.channels();
        double centred = (double) x.floats()[x.offset() + i] - mean[c];
        double normal = centred / Math.sqrt(variance[c] + layer.epsilon());
        finish.put(arguments, i, normal * weight[c] + bias[c]);
      }
    };
  }

  /// `y = exp(x - max) / sum(exp(x - max))` along one axis.
  static Kernel softmax(Softmax layer, LayerCall call) {
    Shape shape = call.input().shape();
    int axis = Math.floorMod(layer.axis(), shape.rank());
    int length = shape.dim(axis);
    int step = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      step *= shape.dim(i);
    }
    int stride = step;
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView view = arguments.input(0);
      float[] x = view.floats();
      for (int line = 0; line < view.elements() / length; line++) {
        int first = line / stride * stride * length + line % stride;
        int from = view.offset() + first;
        double max = max(x, from, stride, length);
        double sum = sum(x, from, stride, length, max);
        for (int i = 0; i < length; i++) {
          double part = StrictMath.exp(x[from + i * stride] - max) / sum;
          finish.put(arguments, first + i * stride, part);
        }
      }
    };
  }

  private static double max(float[] x, int from, int stride, int length) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      max = Math.max(max, x[from + i * stride]);
    }
    return max;
  }

  private static double sum(float[] x, int from, int stride, int length, double max) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += StrictMath.exp(x[from + i * stride] - max);
    }
    return sum;
  }
}
