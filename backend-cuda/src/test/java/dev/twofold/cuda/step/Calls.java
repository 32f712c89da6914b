package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Layer;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Calls, weights and devices for tests.
final class Calls {

  /// An H100.
  static final DeviceTraits LARGE = new DeviceTraits(132);

  /// A card so small that every layer fills it.
  static final DeviceTraits TINY = new DeviceTraits(1);

  private Calls() {}

  static LayerCall of(Layer layer, Shape input) {
    return LayerCall.of("layer", layer, List.of(TensorType.float32(input)));
  }

  static LayerCall of(Convolution layer, int n, int h, int w) {
    return of(layer, Shape.nchw(n, layer.inChannels(), h, w));
  }

  /// Small whole numbers, the same for every call.
  static Weights weights(Layer layer) {
    Random random = new Random(layer.toString().hashCode());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : layer.parameters()) {
      float[] data = new float[(int) spec.shape().elements()];
      for (int i = 0; i < data.length; i++) {
        data[i] = random.nextInt(5) - 2;
      }
      tensors.put(spec.name(), Tensor.of(spec.shape(), data));
    }
    return Weights.of(tensors);
  }
}
