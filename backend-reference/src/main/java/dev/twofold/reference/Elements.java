package dev.twofold.reference;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;

/// What is done to every element on its own: activations and arithmetic on two tensors.
final class Elements {

  private Elements() {}

  static Kernel activate(Activation activation, LayerCall call) {
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView x = arguments.input(0);
      for (int i = 0; i < x.elements(); i++) {
        finish.put(arguments, i, apply(activation, x.floats()[x.offset() + i]));
      }
    };
  }

  /// An activation of one number. NaN gives NaN, an infinity the limit of the function there, and
  /// `relu(-0)` is `0`.
  static double apply(Activation activation, double x) {
    double a = activation.alpha();
    double b = activation.beta();
    return switch (activation.function()) {
      case RELU -> x <= 0 ? 0 : x;
      case CLIP -> Math.min(Math.max(x, a), b);
      case LEAKY_RELU -> x < 0 ? a * x : x;
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case HARD_SIGMOID -> Math.max(0, Math.min(1, a * x + b));
      case HARD_SWISH -> x <= -3 ? 0 : x >= 3 ? x : x * (x / 6 + 0.5);
      case SILU -> x == Double.NEGATIVE_INFINITY ? 0 : x / (1 + StrictMath.exp(-x));
      case TANH -> StrictMath.tanh(x);
    };
  }

  /// Arithmetic on two tensors whose shapes broadcast.
  static Kernel combine(Elementwise.Operation operation, LayerCall call) {
    Gather left = Gather.broadcast(call.inputs().get(0).shape(), call.output().shape());
    Gather right = Gather.broadcast(call.inputs().get(1).shape(), call.output().shape());
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView a = arguments.input(0);
      TensorView b = arguments.input(1);
      for (int i = 0; i < arguments.output(0).elements(); i++) {
        double x = a.floats()[a.offset() + left.source(i)];
        double y = b.floats()[b.offset() + right.source(i)];
        finish.put(arguments, i, apply(operation, x, y));
      }
    };
  }

  private static double apply(Elementwise.Operation operation, double a, double b) {
    return switch (operation) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
    };
  }
}
