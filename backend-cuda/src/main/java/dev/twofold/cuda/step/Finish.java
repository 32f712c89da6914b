package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Operand;
import dev.twofold.graph.Activation;
import dev.twofold.spi.Epilogue;
import java.util.List;

/// An epilogue as the kernels know it: the structure `Epilogue` of `common.cuh`.
///
/// @param function what is done to every element
/// @param a the function's first constant
/// @param b its second constant
/// @param residual where a residual is added
public record Finish(Function function, float a, float b, Residual residual) {

  /// The functions, numbered as in `common.cuh`.
  public enum Function {
    /// Limited to the range from `a` to `b`.
    CLIP(0),
    /// Times `a` below 0.
    LEAKY_RELU(1),
    /// `a * x + b` limited to the range from 0 to 1.
    HARD_SIGMOID(2),
    /// `x * (x / 6 + 1 / 2)`, the second factor limited to the range from 0 to 1.
    HARD_SWISH(3),
    /// `1 / (1 + exp(-x))`.
    SIGMOID(4),
    /// `x / (1 + exp(-x))`.
    SILU(5),
    /// The hyperbolic tangent.
    TANH(6);

    private final int number;

    Function(int number) {
      this.number = number;
    }
  }

  /// Where a residual is added, numbered as in `common.cuh`.
  public enum Residual {
    /// Nowhere.
    NONE(0),
    /// Before the activation.
    BEFORE(1),
    /// Behind it.
    AFTER(2);

    private final int number;

    Residual(int number) {
      this.number = number;
    }
  }

  /// Nothing is done: a clip that leaves everything.
  public static final Finish NONE = clip(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

  /// The epilogue of a call.
  public static Finish of(Epilogue epilogue) {
    Finish finish = NONE;
    boolean activated = false;
    for (Epilogue.Stage stage : epilogue.stages()) {
      switch (stage) {
        case Epilogue.Activate(Activation activation) -> {
          finish = of(activation).with(finish.residual);
          activated = true;
        }
        case Epilogue.AddResidual _ ->
            finish = finish.with(activated ? Residual.AFTER : Residual.BEFORE);
      }
    }
    return finish;
  }

  /// An activation alone.
  public static Finish of(Activation activation) {
    float a = activation.alpha();
    float b = activation.beta();
    return switch (activation.function()) {
      case RELU -> clip(0, Float.POSITIVE_INFINITY);
      case CLIP -> clip(a, b);
      case LEAKY_RELU -> of(Function.LEAKY_RELU, a, b);
      case SIGMOID -> of(Function.SIGMOID, a, b);
      case HARD_SIGMOID -> of(Function.HARD_SIGMOID, a, b);
      case HARD_SWISH -> of(Function.HARD_SWISH, a, b);
      case SILU -> of(Function.SILU, a, b);
      case TANH -> of(Function.TANH, a, b);
    };
  }

  private static Finish clip(float min, float max) {
    return of(Function.CLIP, min, max);
  }

  private static Finish of(Function function, float a, float b) {
    return new Finish(function, a, b, Residual.NONE);
  }

  private Finish with(Residual residual) {
    return new Finish(function, a, b, residual);
  }

  /// Whether a residual is read.
  public boolean addsResidual() {
    return residual != Residual.NONE;
  }

  /// Whether it needs an exponential: kernels that are bound by memory leave it to one of its own.
  public boolean isExponential() {
    return switch (function) {
      case CLIP, LEAKY_RELU, HARD_SIGMOID, HARD_SWISH -> false;
      case SIGMOID, SILU, TANH -> true;
    };
  }

  /// The structure's fields, in order.
  public List<Operand> operands() {
    return List.of(
        new Operand.Int32(function.number),
        new Operand.Float32(a),
        new Operand.Float32(b),
        new Operand.Int32(residual.number));
  }
}
