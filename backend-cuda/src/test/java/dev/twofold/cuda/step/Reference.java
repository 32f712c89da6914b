package dev.twofold.cuda.step;

import dev.twofold.graph.Weights;
import dev.twofold.reference.ReferenceBackendProvider;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.Device;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What the reference backend computes, for tensors in the memory orders of the device.
final class Reference {

  private Reference() {}

  /// Small whole numbers for the inputs of a call, row-major.
  static List<Tensor> inputs(LayerCall call) {
    Random random = new Random(call.toString().hashCode());
    List<Tensor> inputs = new ArrayList<>();
    for (TensorType type : call.inputs()) {
      Tensor tensor = Tensor.zeros(type);
      for (int i = 0; i < tensor.floats().length; i++) {
        tensor.floats()[i] = random.nextInt(7) - 3;
      }
      inputs.add(tensor);
    }
    return inputs;
  }

  /// The output of a call, row-major.
  static Tensor output(LayerCall call, List<Tensor> inputs, Weights weights) {
    Tensor output = Tensor.zeros(call.output());
    ReferenceBackendProvider provider = new ReferenceBackendProvider();
    Device device = ((Availability.Available) provider.probe()).devices().getFirst();
    try (Backend backend = provider.open(device, BackendOptions.DEFAULTS);
        Kernel kernel = backend.prepare(call, weights)) {
      List<TensorView> views = inputs.stream().map(TensorView::of).toList();
      kernel.run(new Arguments(views, List.of(TensorView.of(output)), new float[0], 0));
    }
    return output;
  }

  /// The elements in a memory order; what is no image is row-major in both.
  static float[] inOrder(Tensor tensor, Layout layout) {
    Shape shape = tensor.shape();
    float[] from = tensor.floats();
    if (layout == Layout.NCHW || shape.rank() != 4) {
      return from.clone();
    }
    float[] to = new float[from.length];
    int plane = shape.h() * shape.w();
    for (int i = 0; i < from.length; i++) {
      int c = i / plane % shape.c();
      int n = i / plane / shape.c();
      to[(n * plane + i % plane) * shape.c() + c] = from[i];
    }
    return to;
  }
}
