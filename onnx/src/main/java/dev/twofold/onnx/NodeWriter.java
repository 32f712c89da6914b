package dev.twofold.onnx;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pad;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Unsqueeze;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToIntFunction;

/// Writes the nodes of a graph as ONNX nodes, and the tensors they need as initializers.
final class NodeWriter {

  private static final int FLOAT = 1;
  private static final int INT32 = 6;
  private static final int BOOL = 9;

  private final Weights weights;
  private final WireWriter graph;
  private final Set<String> written = new HashSet<>();

  NodeWriter(Weights weights, WireWriter graph) {
    this.weights = weights;
    this.graph = graph;
  }

  /// Gives a value the name under which the network returns it.
  void name(String name, Value value) {
    if (!name.equals(value.name())) {
      graph.message(
          1,
          new WireWriter()
              .text(1, value.name())
              .text(2, name)
              .text(3, name + ".output")
              .text(4, "Identity"));
    }
  }

  /// Writes one node.
  ///
  /// @throws OnnxException if ONNX has no operator for its layer
  void write(Node node) {
    Operation op = new Operation(node);
    switch (node.layer()) {
      case Convolution convolution -> convolution(op, node, convolution);
      case BatchNorm2d norm ->
          op.weights(node).attribute("epsilon", (float) norm.epsilon()).emit("BatchNormalization");
      case Activation activation -> activation(op, node, activation);
      case Pool2d pool -> pool(op, pool);
      case MaxUnpool2d unpool ->
          op.window(unpool.window(), false)
              .ints("output_shape", node.output().shape().dims())
              .emit("MaxUnpool");
      case GlobalAveragePool _ -> op.emit("GlobalAveragePool");
      case Linear linear -> linear(op, node, linear);
      case Elementwise elementwise -> op.emit(elementwise.kind());
      case MathFunction function -> function(op, node, function);
      case Select _ -> select(op, node);
      case ArgMax argMax -> argMax(op, node, argMax);
      case Cast cast -> op.attribute("to", code(cast.to())).emit("Cast");
      case MatMul _ -> op.emit("MatMul");
      case Concat concat -> op.attribute("axis", concat.axis()).emit("Concat");
      case Resize resize -> resize(op, node, resize);
      case Pad pad -> pad(op, pad);
      case Reshape reshape -> op.ints("shape", ints(reshape.dims())).emit("Reshape");
      case Flatten flatten -> op.attribute("axis", flatten.axis()).emit("Flatten");
      case Squeeze squeeze -> squeeze(op, squeeze);
      case Unsqueeze unsqueeze -> op.ints("axes", ints(unsqueeze.axes())).emit("Unsqueeze");
      case Transpose transpose ->
          op.attribute("perm", ints(transpose.permutation())).emit("Transpose");
      case Slice slice ->
          op.ints("starts", each(slice, Slice.Range::start))
              .ints("ends", each(slice, Slice.Range::end))
              .ints("axes", each(slice, Slice.Range::axis))
              .ints("steps", each(slice, Slice.Range::step))
              .emit("Slice");
      case Softmax softmax -> op.attribute("axis", softmax.axis()).emit("Softmax");
      case Constant _ -> op.weights(node).emit("Identity");
      case Identity _ -> op.emit("Identity");
      case CustomLayer custom ->
          throw new OnnxException(
              Text.of(
                  "node '%s': ONNX has no operator for custom layer '%s'; write its expansion"
                      + " instead",
                  node.name(), custom.kind()),
              true);
    }
  }

  private static void convolution(Operation op, Node node, Convolution convolution) {
    op.weights(node).window(convolution.window(), true);
    op.attribute("group", convolution.groups());
    if (convolution instanceof ConvTranspose2d transposed) {
      op.attribute(
              "output_padding",
              new int[] {transposed.outputPaddingH(), transposed.outputPaddingW()})
          .emit("ConvTranspose");
    } else {
      op.emit("Conv");
    }
  }

  private static void activation(Operation op, Node node, Activation activation) {
    switch (activation.function()) {
      case RELU -> op.emit("Relu");
      case CLIP -> op.real("min", activation.alpha()).real("max", activation.beta()).emit("Clip");
      case LEAKY_RELU -> op.attribute("alpha", activation.alpha()).emit("LeakyRelu");
      case SIGMOID -> op.emit("Sigmoid");
      case HARD_SIGMOID ->
          op.attribute("alpha", activation.alpha())
              .attribute("beta", activation.beta())
              .emit("HardSigmoid");
      case HARD_SWISH -> op.emit("HardSwish");
      case TANH -> op.emit("Tanh");
      case SILU -> {
        String gate = node.name() + ".sigmoid";
        op.to(gate).emit("Sigmoid");
        op.from(node.input().name(), gate).to(node.output().name()).emit("Mul");
      }
    }
  }

  /// Comparisons give truth values in ONNX and numbers here.
  private static void function(Operation op, Node node, MathFunction function) {
    if (!function.function().isComparison()) {
      op.emit(function.kind());
      return;
    }
    String truth = node.name() + ".truth";
    op.to(truth).emit(function.kind());
    op.from(truth).to(node.output().name()).attribute("to", FLOAT).emit("Cast");
  }

  private static void select(Operation op, Node node) {
    String truth = node.name() + ".truth";
    List<String> inputs = node.inputs().stream().map(Value::name).toList();
    op.from(inputs.get(0)).to(truth).attribute("to", BOOL).emit("Cast");
    op.from(truth, inputs.get(1), inputs.get(2)).to(node.output().name()).emit("Where");
  }

  private static void argMax(Operation op, Node node, ArgMax argMax) {
    String wide = node.name() + ".int64";
    op.to(wide)
        .attribute("axis", argMax.axis())
        .attribute("keepdims", argMax.keepAxis() ? 1 : 0)
        .attribute("select_last_index", argMax.last() ? 1 : 0)
        .emit("ArgMax");
    op.from(wide).to(node.output().name()).attribute("to", code(DataType.INT32)).emit("Cast");
  }

  private static int code(DataType type) {
    return switch (type) {
      case FLOAT32 -> FLOAT;
      case INT32 -> INT32;
    };
  }

  private static void pool(Operation op, Pool2d pool) {
    op.window(pool.window(), pool.reduction() == Pool2d.Reduction.MAX);
    op.attribute("ceil_mode", pool.ceilMode() ? 1 : 0);
    switch (pool.reduction()) {
      case MAX -> op.emit("MaxPool");
      case AVERAGE ->
          op.attribute("count_include_pad", pool.countIncludePad() ? 1 : 0).emit("AveragePool");
    }
  }

  private static void linear(Operation op, Node node, Linear linear) {
    if (node.input().shape().rank() == 2) {
      op.weights(node).attribute("transB", 1).emit("Gemm");
      return;
    }
    String product = linear.bias() ? node.name() + ".product" : node.output().name();
    op.transposedWeight(node).to(product).emit("MatMul");
    if (linear.bias()) {
      op.from(product).weight(node, "bias").to(node.output().name()).emit("Add");
    }
  }

  private static void resize(Operation op, Node node, Resize resize) {
    op.skip();
    switch (resize.target()) {
      case Resize.Scale scale -> op.reals("scales", 1, 1, (float) scale.h(), (float) scale.w());
      case Resize.Size _ -> op.skip().ints("sizes", node.output().shape().dims());
    }
    op.attribute("mode", lower(resize.mode()))
        .attribute("coordinate_transformation_mode", lower(resize.coordinates()))
        .attribute("nearest_mode", lower(resize.rounding()))
        .attribute("cubic_coeff_a", (float) resize.sharpness())
        .attribute("exclude_outside", resize.insideOnly() ? 1 : 0)
        .emit("Resize");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void pad(Operation op, Pad pad) {
    List<Integer> pads = new ArrayList<>(pad.before());
    pads.addAll(pad.after());
    op.ints("pads", ints(pads))
        .real("value", pad.value())
        .attribute("mode", lower(pad.mode()))
        .emit("Pad");
  }

  private static void squeeze(Operation op, Squeeze squeeze) {
    if (!squeeze.axes().isEmpty()) {
      op.ints("axes", ints(squeeze.axes()));
    }
    op.emit("Squeeze");
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] each(Slice slice, ToIntFunction<Slice.Range> part) {
    return slice.ranges().stream().mapToInt(part).toArray();
  }

  /// One ONNX node in the making.
  private final class Operation {

    private final Node node;
    private List<String> inputs;
    private List<String> outputs;
    private WireWriter attributes = new WireWriter();

    Operation(Node node) {
      this.node = node;
      this.inputs = new ArrayList<>(node.inputs().stream().map(Value::name).toList());
      this.outputs = node.outputs().stream().map(Value::name).toList();
    }

    Operation from(String... names) {
      inputs = new ArrayList<>(List.of(names));
      return this;
    }

    Operation to(String name) {
      outputs = List.of(name);
      return this;
    }

    /// Leaves out an optional input.
    Operation skip() {
      inputs.add("");
      return this;
    }

    /// Takes all of the layer's tensors as inputs.
    Operation weights(Node node) {
      node.layer().parameters().forEach(spec -> weight(node, spec.name()));
      return this;
    }

    Operation weight(Node node, String part) {
      ParameterSpec spec =
          node.layer().parameters().stream()
              .filter(s -> s.name().equals(part))
              .findFirst()
              .orElseThrow();
      Tensor tensor = NodeWriter.this.weights.get(node.weightName(spec));
      return initializer(node.weightName(spec), Initializer.of(tensor));
    }

    /// Takes the weight of a linear layer as `[in, out]`.
    Operation transposedWeight(Node node) {
      Tensor weight = NodeWriter.this.weights.of(node).get("weight");
      int rows = weight.shape().dim(0);
      int columns = weight.shape().dim(1);
      float[] turned = new float[rows * columns];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          turned[c * rows + r] = weight.floats()[r * columns + c];
        }
      }
      Tensor transposed = Tensor.of(Shape.of(columns, rows), turned);
      return initializer(node.module() + ".weight.transposed", Initializer.of(transposed));
    }

    /// Takes fixed integers as an input.
    Operation ints(String part, int... values) {
      return initializer(node.name() + "." + part, Initializer.of(values));
    }

    /// Takes fixed floats as an input.
    Operation reals(String part, float... values) {
      Tensor tensor = Tensor.of(Shape.of(values.length), values);
      return initializer(node.name() + "." + part, Initializer.of(tensor));
    }

    /// Takes a fixed scalar as an input, or leaves it out where it is infinite.
    Operation real(String part, float value) {
      return Float.isInfinite(value)
          ? skip()
          : initializer(node.name() + "." + part, Initializer.of(Tensor.of(Shape.of(), value)));
    }

    private Operation initializer(String name, WireWriter tensor) {
      if (written.add(name)) {
        graph.message(5, tensor.text(8, name));
      }
      inputs.add(name);
      return this;
    }

    Operation window(Window window, boolean dilated) {
      attribute("kernel_shape", new int[] {window.kernelH(), window.kernelW()});
      attribute("strides", new int[] {window.strideH(), window.strideW()});
      attribute(
          "pads",
          new int[] {window.padTop(), window.padLeft(), window.padBottom(), window.padRight()});
      return dilated
          ? attribute("dilations", new int[] {window.dilationH(), window.dilationW()})
          : this;
    }

    Operation attribute(String name, float value) {
      return add(new WireWriter().text(1, name).real(2, value).number(20, 1));
    }

    Operation attribute(String name, int value) {
      return add(new WireWriter().text(1, name).number(3, value).number(20, 2));
    }

    Operation attribute(String name, String value) {
      return add(new WireWriter().text(1, name).text(4, value).number(20, 3));
    }

    Operation attribute(String name, int[] values) {
      WireWriter attribute = new WireWriter().text(1, name);
      for (int value : values) {
        attribute.number(8, value);
      }
      return add(attribute.number(20, 7));
    }

    private Operation add(WireWriter attribute) {
      attributes.message(5, attribute);
      return this;
    }

    /// Writes the node.
    void emit(String operator) {
      WireWriter message = new WireWriter();
      inputs.forEach(name -> message.text(1, name));
      outputs.forEach(name -> message.text(2, name));
      String name = outputs.contains(node.output().name()) ? node.name() : outputs.getFirst();
      message.text(3, name).text(4, operator).append(attributes);
      graph.message(1, message);
      attributes = new WireWriter();
    }
  }
}
