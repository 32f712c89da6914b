package dev.twofold.onnx;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Softmax;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// BatchNormalization and Softmax.
final class NormalisationOperators {

  private NormalisationOperators() {}

  static void batchNormalization(Call call) {
    Attributes attributes = call.attributes();
    if (attributes.flag("training_mode", false)) {
      throw Refusal.unsupported("batch normalisation in training mode is not supported");
    }
    if (!attributes.flag("spatial", true)) {
      throw Refusal.unsupported("batch normalisation per element is not supported");
    }
    int[] dims = call.dims(0);
    if (dims.length < 2) {
      throw Refusal.malformed("an input with channels is expected, got %s", Arrays.toString(dims));
    }
    BatchNorm2d layer = new BatchNorm2d(dims[1], epsilon(attributes));
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("weight", call.known(1, "scale").tensor());
    weights.put("bias", call.known(2, "shift").tensor());
    weights.put("running_mean", call.known(3, "mean").tensor());
    weights.put("running_var", call.known(4, "variance").tensor());
    if (dims.length == 4) {
      call.result(call.main(layer, weights, call.floats(0)));
      return;
    }
    int rows = Literal.elements(Arrays.copyOfRange(dims, 2, dims.length));
    Reshape image = new Reshape(Axes.list(dims[0], dims[1], rows, 1));
    Wire normed = call.main(layer, weights, call.helper("in", image, call.floats(0)));
    call.result(call.helper("out", new Reshape(Axes.list(dims)), normed));
  }

  /// The decimal number that the float in the file stands for.
  private static double epsilon(Attributes attributes) {
    return Double.parseDouble(Float.toString(attributes.real("epsilon", 1e-5f)));
  }

  /// Along one axis since operator set 13; before, over all axes from the given one on.
  static void softmax(Call call) {
    int[] dims = call.dims(0);
    boolean along = call.opset() >= 13;
    int axis = call.axis(call.attributes().integer("axis", along ? -1 : 1), 0);
    boolean restIsOne = Arrays.stream(dims, axis + 1, dims.length).allMatch(dim -> dim == 1);
    if (along || restIsOne) {
      call.result(call.main(new Softmax(axis), call.floats(0)));
      return;
    }
    Wire matrix = call.helper("in", new Flatten(axis), call.floats(0));
    Wire normed = call.main(new Softmax(1), matrix);
    call.result(call.helper("out", new Reshape(Axes.list(dims)), normed));
  }
}
