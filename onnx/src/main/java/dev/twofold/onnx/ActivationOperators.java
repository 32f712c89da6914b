package dev.twofold.onnx;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;

/// Functions of one element.
final class ActivationOperators {

  private ActivationOperators() {}

  static void relu(Call call) {
    apply(call, Activation.RELU);
  }

  static void sigmoid(Call call) {
    apply(call, Activation.SIGMOID);
  }

  static void tanh(Call call) {
    apply(call, Activation.TANH);
  }

  static void hardSwish(Call call) {
    apply(call, Activation.HARD_SWISH);
  }

  static void hardSigmoid(Call call) {
    float alpha = call.attributes().real("alpha", 0.2f);
    float beta = call.attributes().real("beta", 0.5f);
    apply(call, Activation.hardSigmoid(alpha, beta));
  }

  static void leakyRelu(Call call) {
    apply(call, Activation.leakyRelu(call.attributes().real("alpha", 0.01f)));
  }

  /// The range is told by attributes before operator set 11, by inputs since then.
  static void clip(Call call) {
    float min = Float.NEGATIVE_INFINITY;
    float max = Float.POSITIVE_INFINITY;
    if (call.opset() < 11) {
      min = call.attributes().real("min", min);
      max = call.attributes().real("max", max);
    } else {
      min = call.has(1) ? call.known(1, "minimum").scalar() : min;
      max = call.has(2) ? call.known(2, "maximum").scalar() : max;
    }
    apply(call, Activation.clip(min, max));
  }

  /// One slope for all is a leaky ReLU; else `relu(x) - slope * relu(-x)`.
  static void pRelu(Call call) {
    Literal slope = call.known(1, "slope");
    float[] slopes = slope.floats();
    boolean uniform = slopes.length > 0;
    for (float value : slopes) {
      uniform &= value == slopes[0];
    }
    if (uniform) {
      apply(call, Activation.leakyRelu(slopes[0]));
      return;
    }
    Wire input = call.floats(0);
    Wire positive = call.helper("positive", Activation.RELU, input);
    Wire scaled = call.helper("scaled", Elementwise.MUL, negative(call, input), call.floats(1));
    call.result(call.main(Elementwise.SUB, positive, scaled));
  }

  /// `relu(x) + relu(-x)`.
  static void abs(Call call) {
    Wire input = call.floats(0);
    Wire positive = call.helper("positive", Activation.RELU, input);
    call.result(call.main(Elementwise.ADD, positive, negative(call, input)));
  }

  private static Wire negative(Call call, Wire input) {
    Wire negated = call.helper("negated", Elementwise.MUL, input, call.helperScalar("minus", -1));
    return call.helper("negative", Activation.RELU, negated);
  }

  private static void apply(Call call, Activation activation) {
    call.result(call.main(activation, call.floats(0)));
  }
}
