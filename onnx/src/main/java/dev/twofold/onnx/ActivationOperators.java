package dev.twofold.onnx;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;

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
    // Where the range is empty, ONNX's definition gives its end.
    apply(call, Activation.clip(Math.min(min, max), max));
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

  static void abs(Call call) {
    call.result(abs(call, call.floats(0)));
  }

  /// `relu(x) + relu(-x)`.
  static Wire abs(Call call, Wire input) {
    Wire positive = call.helper("positive", Activation.RELU, input);
    return call.beside(Elementwise.ADD, positive, negative(call, input));
  }

  /// `relu(x) + alpha * (exp(min(x, 0)) - 1)`.
  static void elu(Call call) {
    call.result(elu(call, call.floats(0), call.attributes().real("alpha", 1)));
  }

  /// `gamma * elu(x)`.
  static void selu(Call call) {
    Wire elu = elu(call, call.floats(0), call.attributes().real("alpha", 1.67326319f));
    Wire gamma = call.helperScalar("gamma", call.attributes().real("gamma", 1.05070102f));
    call.result(call.beside(Elementwise.MUL, elu, gamma));
  }

  private static Wire elu(Call call, Wire x, float alpha) {
    Wire below = call.beside(Activation.clip(Float.NEGATIVE_INFINITY, 0), x);
    Wire power = call.beside(new MathFunction(Function.EXP), below);
    Wire shifted = call.beside(Elementwise.SUB, power, call.helperScalar("one", 1));
    Wire scaled = call.beside(Elementwise.MUL, shifted, call.helperScalar("alpha", alpha));
    return call.beside(Elementwise.ADD, call.beside(Activation.RELU, x), scaled);
  }

  static void softplus(Call call) {
    call.result(softplus(call, call.floats(0)));
  }

  /// `relu(x) + log(1 + exp(-abs(x)))`, which no large number overflows.
  private static Wire softplus(Call call, Wire x) {
    Wire minus = call.beside(Elementwise.MUL, abs(call, x), call.helperScalar("minus", -1));
    Wire power = call.beside(new MathFunction(Function.EXP), minus);
    Wire more = call.beside(Elementwise.ADD, power, call.helperScalar("one", 1));
    Wire rest = call.beside(new MathFunction(Function.LOG), more);
    return call.beside(Elementwise.ADD, call.beside(Activation.RELU, x), rest);
  }

  /// `x / (1 + abs(x))`.
  static void softsign(Call call) {
    Wire x = call.floats(0);
    Wire more = call.beside(Elementwise.ADD, abs(call, x), call.helperScalar("one", 1));
    call.result(call.main(Elementwise.DIV, x, more));
  }

  /// `x * tanh(softplus(x))`.
  static void mish(Call call) {
    Wire x = call.floats(0);
    Wire gate = call.beside(Activation.TANH, softplus(call, x));
    call.result(call.main(Elementwise.MUL, x, gate));
  }

  /// `x * sigmoid(alpha * x)`.
  static void swish(Call call) {
    float alpha = call.attributes().real("alpha", 1);
    if (alpha == 1) {
      apply(call, Activation.SILU);
      return;
    }
    Wire x = call.floats(0);
    Wire scaled = call.beside(Elementwise.MUL, x, call.helperScalar("alpha", alpha));
    call.result(call.main(Elementwise.MUL, x, call.beside(Activation.SIGMOID, scaled)));
  }

  /// `x / 2 * (1 + erf(x / sqrt(2)))`, or with
  /// `tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))` for the error function.
  static void gelu(Call call) {
    Wire x = call.floats(0);
    boolean exact = call.attributes().text("approximate", "none").equals("none");
    Wire bell = exact ? error(call, x) : approximateError(call, x);
    Wire more = call.beside(Elementwise.ADD, bell, call.helperScalar("one", 1));
    Wire half = call.beside(Elementwise.MUL, x, call.helperScalar("half", 0.5f));
    call.result(call.main(Elementwise.MUL, half, more));
  }

  private static Wire error(Call call, Wire x) {
    Wire scale = call.helperScalar("scale", (float) Math.sqrt(0.5));
    return call.beside(new MathFunction(Function.ERF), call.beside(Elementwise.MUL, x, scale));
  }

  private static Wire approximateError(Call call, Wire x) {
    Wire square = call.beside(Elementwise.MUL, x, x);
    Wire cube = call.beside(Elementwise.MUL, square, x);
    Wire small = call.beside(Elementwise.MUL, cube, call.helperScalar("cubic", 0.044715f));
    Wire sum = call.beside(Elementwise.ADD, x, small);
    Wire scale = call.helperScalar("scale", (float) Math.sqrt(2 / Math.PI));
    return call.beside(Activation.TANH, call.beside(Elementwise.MUL, sum, scale));
  }

  private static Wire negative(Call call, Wire input) {
    Wire negated = call.helper("negated", Elementwise.MUL, input, call.helperScalar("minus", -1));
    return call.helper("negative", Activation.RELU, negated);
  }

  private static void apply(Call call, Activation activation) {
    call.result(call.main(activation, call.floats(0)));
  }
}
