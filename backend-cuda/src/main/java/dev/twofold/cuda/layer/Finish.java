package dev.twofold.cuda.layer;

import dev.twofold.graph.Activation;
import dev.twofold.spi.Epilogue;

/// An epilogue as the kernels take it: the struct `Epilogue` of `common.cuh`.
///
/// @param function the activation
/// @param a its first constant
/// @param b its second constant
/// @param residual whether and where a residual is added
record Finish(Function function, float a, float b, Residual residual) {

  /// The functions.
  enum Function {
    /// Limited to the range from `a` to `b`.
    CLIP(0),
    /// Times `a` below 0.
    LEAKY_RELU(1),
    /// `a * x + b` limited to the range from 0 to 1.
    HARD_SIGMOID(2),
    /// `x` times a hard sigmoid.
    HARD_SWISH(3),
    /// `1 / (1 + exp(-x))`.
    SIGMOID(4),
    /// `x` times that.
    SILU(5),
    /// The hyperbolic tangent.
    TANH(6);

    private final int code;

    Function(int code) {
      this.code = code;
    }

    /// Its number in the kernels.
    int code() {
      return code;
    }
  }

  /// Where a residual is added.
  enum Residual {
    /// Nowhere.
    NONE(0),
    /// Before the activation.
    BEFORE(1),
    /// Behind it.
    AFTER(2);

    private final int code;

    Residual(int code) {
      this.code = code;
    }

    /// Its number in the kernels.
    int code() {
      return code;
    }
  }

  /// Nothing is done: a clip between infinities.
  static final Finish NONE = clip(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

  private static Finish clip(float lo, float hi) {
    return new Finish(Function.CLIP, lo, hi, Residual.NONE);
  }

  /// An activation alone.
  static Finish of(Activation activation) {
    float a = activation.alpha();
    float b = activation.beta();
    return switch (activation.function()) {
      case RELU -> clip(0, Float.POSITIVE_INFINITY);
      case CLIP -> clip(a, b);
      case LEAKY_RELU -> new Finish(Function.LEAKY_RELU, a, b, Residual.NONE);
      case SIGMOID -> new Finish(Function.SIGMOID, a, b, Residual.NONE);
      case HARD_SIGMOID -> new Finish(Function.HARD_SIGMOID, a, b, Residual.NONE);
      case HARD_SWISH -> new Finish(Function.HARD_SWISH, a, b, Residual.NONE);
      case SILU -> new Finish(Function.SILU, a, b, Residual.NONE);
      case TANH -> new Finish(Function.TANH, a, b, Residual.NONE);
    };
  }

  /// A whole epilogue.
  static Finish of(Epilogue epilogue) {
    Finish finish = NONE;
    Residual residual = Residual.NONE;
    for (Epilogue.Stage stage : epilogue.stages()) {
      switch (stage) {
        case Epilogue.Activate(Activation activation) -> {
          finish = of(activation);
          residual = residual == Residual.NONE ? residual : Residual.BEFORE;
        }
        case Epilogue.AddResidual _ -> residual = Residual.AFTER;
      }
    }
    return new Finish(finish.function, finish.a, finish.b, residual);
  }

  /// Whether it needs an exponential, which only the kernel of activations computes.
  boolean isExponential() {
    return switch (function) {
      case CLIP, LEAKY_RELU, HARD_SIGMOID, HARD_SWISH -> false;
      case SIGMOID, SILU, TANH -> true;
    };
  }
}
