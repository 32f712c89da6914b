package dev.twofold.cost;

import dev.twofold.cost.Rules.Operation;
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
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pad;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.util.OptionalLong;

/// The formula table: what every kind of layer costs under given rules.
final class Formulas {

  private static final long UNKNOWN = -1;

  private final Rules rules;
  private final int batch;

  /// @param batch the number of images that counts per image are divided by
  Formulas(Rules rules, int batch) {
    this.rules = rules;
    this.batch = batch;
  }

  /// The mult-adds of a call; empty if a custom layer does not tell.
  ///
  /// @throws ArithmeticException if they exceed `Long.MAX_VALUE`
  OptionalLong multAdds(Node node) {
    long counted =
        switch (node.layer()) {
          case ConvTranspose2d layer -> transposed(layer, node);
          case Convolution layer -> convolution(layer, positions(shape(node.output())), node);
          case Linear layer -> linear(layer, node);
          case BatchNorm2d _ -> charge(Operation.NORMALISATION, node);
          case Activation _ -> charge(Operation.ACTIVATION, node);
          case Pool2d pool ->
              switch (pool.reduction()) {
                case MAX -> charge(Operation.MAX_POOL, node);
                case AVERAGE -> charge(Operation.AVERAGE_POOL, node);
              };
          case MatMul _ -> product(node);
          case GlobalAveragePool _ -> charge(Operation.GLOBAL_POOL, node);
          case Resize resize ->
              switch (resize.mode()) {
                case NEAREST -> charge(Operation.RESIZE_NEAREST, node);
                case LINEAR -> charge(Operation.RESIZE_LINEAR, node);
                case CUBIC -> charge(Operation.RESIZE_CUBIC, node);
              };
          case MaxUnpool2d _,
              Elementwise _,
              MathFunction _,
              Select _,
              ArgMax _,
              Cast _,
              Concat _,
              Pad _,
              Reinterpret _,
              Transpose _,
              Slice _,
              Softmax _,
              Constant _,
              Identity _ ->
              0;
          case CustomLayer layer -> own(layer, node);
        };
    return counted == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(perImage(counted));
  }

  /// What a custom layer tells of itself.
  private static long own(CustomLayer layer, Node node) {
    OptionalLong told = layer.multAdds(node.inputs().stream().map(Value::shape).toList());
    if (told.isPresent() && told.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "node '%s': custom layer '%s' tells %d mult-adds, expected 0 or more; return empty if"
                  .formatted(node.name(), layer.kind(), told.getAsLong())
              + " they are unknown");
    }
    return told.orElse(UNKNOWN);
  }

  /// The params of a layer, those that training leaves alone only where the rules count them.
  ///
  /// @throws ArithmeticException if they exceed `Long.MAX_VALUE`
  long params(Layer layer) {
    long params = 0;
    for (ParameterSpec spec : layer.parameters()) {
      params = Math.addExact(params, params(spec));
    }
    return params;
  }

  private long params(ParameterSpec spec) {
    return switch (spec.role()) {
      case WEIGHT, BIAS, SCALE, SHIFT -> spec.shape().elements();
      case RUNNING_MEAN, RUNNING_VARIANCE ->
          rules.runningStatistics() ? spec.shape().elements() : 0;
      case CONSTANT -> 0;
    };
  }

  private long transposed(ConvTranspose2d layer, Node node) {
    Shape counted = rules.transposedAtOutputs() ? shape(node.output()) : shape(node.input());
    return convolution(layer, positions(counted), node);
  }

  private long convolution(Convolution layer, long positions, Node node) {
    long weights = Math.multiplyExact(layer.weightShape().elements(), positions);
    return withBias(weights, layer.bias(), shape(node.output()).elements());
  }

  private long linear(Linear layer, Node node) {
    Shape in = shape(node.input());
    long rows =
        rules.linearOncePerImage() && in.rank() > 1
            ? in.dim(0)
            : in.elements() / layer.inFeatures();
    long weights =
        Math.multiplyExact(
            Math.multiplyExact((long) layer.inFeatures(), layer.outFeatures()), rows);
    return withBias(weights, layer.bias(), Math.multiplyExact(rows, (long) layer.outFeatures()));
  }

  /// Every output of a product is a sum over the left matrix's columns.
  private long product(Node node) {
    Shape left = shape(node.input());
    long perOutput = (long) rules.rate(Operation.PRODUCT).perOutput() * left.dim(left.rank() - 1);
    return Math.multiplyExact(shape(node.output()).elements(), perOutput);
  }

  private long withBias(long weights, boolean bias, long outputs) {
    return rules.bias() && bias ? Math.addExact(weights, outputs) : weights;
  }

  private long charge(Operation operation, Node node) {
    Rate rate = rules.rate(operation);
    Shape in = shape(node.input());
    Shape out = shape(node.output());
    long inputs = Math.multiplyExact(in.elements(), rate.perInput());
    long outputs = Math.multiplyExact(out.elements(), rate.perOutput());
    long params =
        rate.perParam() == 0 ? 0 : Math.multiplyExact(params(node.layer()), (long) out.dim(0));
    return Math.addExact(
        Math.addExact(inputs, outputs), Math.multiplyExact(params, rate.perParam()));
  }

  /// The images times rows times columns of a map `[N, C, H, W]`.
  private static long positions(Shape map) {
    return map.elements() / map.c();
  }

  private static Shape shape(Value value) {
    return value.shape();
  }

  /// A call whose count the batch does not divide does not depend on the batch; it stays whole.
  private long perImage(long counted) {
    return rules.perImage() && counted % batch == 0 ? counted / batch : counted;
  }
}
