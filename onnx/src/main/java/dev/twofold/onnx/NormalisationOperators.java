package dev.twofold.onnx;

import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Normalisations, and Softmax, which is one too.
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

  static void softmax(Call call) {
    along(call, (wire, axis) -> call.main(new Softmax(axis), wire));
  }

  /// `x - log(sum(exp(x)))`, computed without large numbers.
  static void logSoftmax(Call call) {
    along(
        call,
        (wire, axis) -> {
          Wire total = ReductionOperators.logSumExp(call, wire, new int[] {axis}, true);
          return call.main(Elementwise.SUB, wire, total);
        });
  }

  private interface AlongAxis {
    Wire apply(Wire input, int axis);
  }

  /// Along one axis since operator set 13; before, over all axes from the given one on.
  private static void along(Call call, AlongAxis function) {
    int[] dims = call.dims(0);
    boolean single = call.opset() >= 13;
    int axis = call.axis(call.attributes().integer("axis", single ? -1 : 1), 0);
    boolean restIsOne = Arrays.stream(dims, axis + 1, dims.length).allMatch(dim -> dim == 1);
    if (single || restIsOne) {
      call.result(function.apply(call.floats(0), axis));
      return;
    }
    Wire matrix = call.helper("in", new Flatten(axis), call.floats(0));
    Wire normed = function.apply(matrix, 1);
    call.result(call.helper("out", new Reshape(Axes.list(dims)), normed));
  }

  /// Over all axes from the given one on, for each place before it.
  static void layerNormalization(Call call) {
    int rank = call.rank(0);
    int axis = call.axis(call.attributes().integer("axis", -1), 0);
    Wire normed = normalised(call, IntStream.range(axis, rank).toArray());
    Wire scaled = call.beside(Elementwise.MUL, normed, call.floats(1));
    call.result(call.has(2) ? call.main(Elementwise.ADD, scaled, call.floats(2)) : scaled);
  }

  /// Over rows and columns, for each channel of each image.
  static void instanceNormalization(Call call) {
    int rank = call.rank(0);
    Wire normed = normalised(call, IntStream.range(2, Math.max(2, rank)).toArray());
    Wire scaled = call.beside(Elementwise.MUL, normed, perChannel(call, 1));
    call.result(call.main(Elementwise.ADD, scaled, perChannel(call, 2)));
  }

  private static Wire perChannel(Call call, int input) {
    int[] dims = new int[Math.max(1, call.rank(0) - 1)];
    Arrays.fill(dims, 1);
    dims[0] = call.dims(0)[1];
    return call.beside(new Reshape(Axes.list(dims)), call.floats(input));
  }

  /// `(x - mean) / sqrt(mean((x - mean)^2) + epsilon)`; the mean and the inverse deviation are the
  /// node's second and third outputs.
  private static Wire normalised(Call call, int[] axes) {
    Wire x = call.floats(0);
    Wire mean = new Reduction(call, x, axes.clone()).mean(true);
    Wire centred = call.beside(Elementwise.SUB, x, mean);
    Wire squares = call.beside(Elementwise.MUL, centred, centred);
    Wire variance = new Reduction(call, squares, axes.clone()).mean(true);
    Wire epsilon = call.helperScalar("epsilon", call.attributes().real("epsilon", 1e-5f));
    Wire raised = call.beside(Elementwise.ADD, variance, epsilon);
    Wire deviation = call.beside(new MathFunction(Function.SQRT), raised);
    if (call.wants(1)) {
      call.result(1, mean, ElementType.FLOAT);
    }
    if (call.wants(2)) {
      Wire inverse = call.beside(Elementwise.DIV, call.helperScalar("one", 1), deviation);
      call.result(2, inverse, ElementType.FLOAT);
    }
    return call.beside(Elementwise.DIV, centred, deviation);
  }

  /// `x / (bias + alpha * mean of squares of neighbouring channels)^beta`, missing neighbours 0
  /// (Krizhevsky et al. 2012). Channels lie along the rows of an image while they are averaged.
  static void lrn(Call call) {
    Attributes attributes = call.attributes();
    int[] dims = call.dims(0);
    int size = attributes.index("size", 0);
    if (dims.length < 2 || size < 1) {
      throw Refusal.malformed("channels and a size are expected, got %s", Arrays.toString(dims));
    }
    Wire x = call.floats(0);
    int plane = Literal.elements(Arrays.copyOfRange(dims, 2, dims.length));
    Reshape image = new Reshape(Axes.list(dims[0], 1, dims[1], plane));
    Wire squares = call.beside(image, call.beside(Elementwise.MUL, x, x));
    Window window = Window.of(size, 1).withPadding((size - 1) / 2, 0, size / 2, 0);
    Wire means = call.beside(Pool2d.average(window), squares);
    Wire shaped = call.beside(new Reshape(Axes.list(dims)), means);
    Wire alpha = call.helperScalar("alpha", attributes.real("alpha", 1e-4f));
    Wire bias = call.helperScalar("bias", attributes.real("bias", 1));
    Wire base = call.beside(Elementwise.ADD, call.beside(Elementwise.MUL, shaped, alpha), bias);
    Wire beta = call.helperScalar("beta", attributes.real("beta", 0.75f));
    Wire power = call.beside(new MathFunction(Function.POW), base, beta);
    call.result(call.main(Elementwise.DIV, x, power));
  }
}
