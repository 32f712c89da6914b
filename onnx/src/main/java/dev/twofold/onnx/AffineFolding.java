package dev.twofold.onnx;

import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise.Operation;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Takes arithmetic with one number per output channel into the weights of the layer before it.
final class AffineFolding {

  private final Draft.Step step;
  private final Budget budget;
  private final int channels;
  private final int channelAxis;

  /// @param step a call of a convolution or linear layer
  AffineFolding(Draft.Step step, Budget budget) {
    this.step = step;
    this.budget = budget;
    int rank = step.outputs().getFirst().shape().rank();
    this.channelAxis = step.layer() instanceof Linear ? rank - 1 : 1;
    this.channels = step.outputs().getFirst().shape().dim(channelAxis);
  }

  /// The call that does the arithmetic too, if that can be.
  ///
  /// @param constantIsRight which operand the constant is
  /// @param arithmetic the call that is taken away
  Optional<Draft.Step> fold(
      Operation operation,
      boolean constantIsRight,
      Shape shape,
      float[] constant,
      Draft.Step arithmetic) {
    Wire result = arithmetic.outputs().getFirst();
    boolean invertible = operation != Operation.DIV || constantIsRight;
    if (!invertible
        || !isPerChannel(shape)
        || !result.shape().equals(step.outputs().getFirst().shape())) {
      return Optional.empty();
    }
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (float number : constant) {
      if (!Float.isFinite(number) || (operation == Operation.DIV && number == 0)) {
        return Optional.empty();
      }
    }
    for (int i = 0; i < channels; i++) {
      float number = constant[constant.length == 1 ? 0 : i];
      switch (operation) {
        case ADD -> set(i, scale, 1, shift, number);
        case SUB ->
            set(i, scale, constantIsRight ? 1 : -1, shift, constantIsRight ? -number : number);
        case MUL -> set(i, scale, number, shift, 0);
        case DIV -> set(i, scale, 1 / number, shift, 0);
      }
    }
    return Optional.of(folded(scale, shift, result));
  }

  private static void set(int i, float[] scale, float factor, float[] shift, float summand) {
    scale[i] = factor;
    shift[i] = summand;
  }

  /// Whether a constant has one number for all, or one for every channel at the channels' axis.
  private boolean isPerChannel(Shape shape) {
    int rank = step.outputs().getFirst().shape().rank();
    if (shape.elements() == 1) {
      return shape.rank() <= rank;
    }
    int axis = channelAxis - (rank - shape.rank());
    return shape.elements() == channels && axis >= 0 && shape.dim(axis) == channels;
  }

  private Draft.Step folded(float[] scale, float[] shift, Wire result) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("weight", scaled(scale));
    float[] bias = new float[channels];
    Tensor before = step.weights().get("bias");
    boolean biased = before != null;
    for (int i = 0; i < channels; i++) {
      bias[i] = (before == null ? 0 : before.floats()[i] * scale[i]) + shift[i];
      biased |= bias[i] != 0;
    }
    if (biased) {
      weights.put("bias", Tensor.of(Shape.of(channels), bias));
    }
    Layer layer = biased ? withBias(step.layer()) : step.layer();
    return new Draft.Step(step.name(), layer, weights, step.inputs(), List.of(result));
  }

  private static Layer withBias(Layer layer) {
    return layer instanceof Convolution convolution
        ? convolution.withBias()
        : ((Linear) layer).withBias();
  }

  private Tensor scaled(float[] scale) {
    Tensor weight = Objects.requireNonNull(step.weights().get("weight"));
    float[] from = weight.floats();
    budget.charge(4L * from.length);
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i] * scale[channel(i, to.length)];
    }
    return Tensor.of(weight.shape(), to);
  }

  /// The output channel that an element of the weights contributes to.
  private int channel(int i, int elements) {
    if (step.layer() instanceof ConvTranspose2d transposed) {
      int perGroup = transposed.outChannels() / transposed.groups();
      int kernel = transposed.window().kernelElements();
      int perInput = perGroup * kernel;
      int group = i / perInput / (transposed.inChannels() / transposed.groups());
      return group * perGroup + i % perInput / kernel;
    }
    return i / (elements / channels);
  }
}
