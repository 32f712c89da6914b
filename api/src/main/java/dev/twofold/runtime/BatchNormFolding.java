package dev.twofold.runtime;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Weights;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Map;

/// Folds batch normalisation into the convolution before it. With `s = weight / sqrt(var +
/// epsilon)` per channel, `norm(conv(x))` is a convolution with weights `w * s` and bias `(b -
/// mean) * s + shift`. Computed in double, rounded once.
final class BatchNormFolding {

  private BatchNormFolding() {}

  /// The weights and bias of the convolution that does both.
  static Weights fold(Convolution convolution, Weights own, BatchNorm2d norm, Weights statistics) {
    float[] scale = statistics.get("weight").floats();
    float[] shift = statistics.get("bias").floats();
    float[] mean = statistics.get("running_mean").floats();
    float[] variance = statistics.get("running_var").floats();
    int channels = convolution.outChannels();
    double[] factor = new double[channels];
    float[] bias = new float[channels];
    for (int c = 0; c < channels; c++) {
      factor[c] = scale[c] / Math.sqrt(variance[c] + norm.epsilon());
      double before = convolution.bias() ? own.get("bias").floats()[c] : 0;
      bias[c] = (float) ((before - mean[c]) * factor[c] + shift[c]);
    }
    Tensor weight = own.get("weight");
    float[] scaled = scale(convolution, weight.floats(), factor);
    return Weights.of(
        Map.of(
            "weight", Tensor.of(weight.shape(), scaled),
            "bias", Tensor.of(Shape.of(channels), bias)));
  }

  private static float[] scale(Convolution convolution, float[] weight, double[] factor) {
    int kernel = convolution.window().kernelElements();
    int perGroup = convolution.outChannels() / convolution.groups();
    int inPerGroup = convolution.inChannels() / convolution.groups();
    boolean transposed = convolution instanceof ConvTranspose2d;
    float[] scaled = new float[weight.length];
    for (int i = 0; i < weight.length; i++) {
      int row = i / kernel;
      int channel =
          transposed ? row / perGroup / inPerGroup * perGroup + row % perGroup : row / inPerGroup;
      scaled[i] = (float) (weight[i] * factor[channel]);
    }
    return scaled;
  }
}
