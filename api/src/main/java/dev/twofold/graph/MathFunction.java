package dev.twofold.graph;

import dev.twofold.tensor.TensorType;
import java.util.List;

/// A function of mathematics on every element, of one tensor or of two that broadcast as in
/// [Elementwise]. These are the steps of normalisations and rarer activations, where an
/// [Activation] stands on its own behind a layer. No params, no mult-adds.
///
/// @param function which function
public record MathFunction(Function function) implements Layer {

  /// The functions. NaN of any argument gives NaN, except in `POW`, as told there, and in
  /// comparisons, where it gives 0.
  public enum Function {
    /// `exp(x)`.
    EXP("Exp", 1),
    /// The natural logarithm of `x`; NaN below 0.
    LOG("Log", 1),
    /// The square root of `x`; NaN below 0.
    SQRT("Sqrt", 1),
    /// The error function, `2 / sqrt(pi)` times the integral of `exp(-t^2)` from 0 to `x`.
    ERF("Erf", 1),
    /// The largest whole number not above `x`.
    FLOOR("Floor", 1),
    /// The smallest whole number not below `x`.
    CEIL("Ceil", 1),
    /// The whole number nearest to `x`, the even one of two.
    ROUND("Round", 1),
    /// The smaller of `x` and `y`.
    MIN("Min", 2),
    /// The larger of `x` and `y`.
    MAX("Max", 2),
    /// `x` to the power of `y`, as [Math#pow] defines it.
    POW("Pow", 2),
    /// 1 where `x` is `y`, else 0.
    EQUAL("Equal", 2),
    /// 1 where `x` is below `y`, else 0.
    LESS("Less", 2),
    /// 1 where `x` is above `y`, else 0.
    GREATER("Greater", 2);

    private final String title;
    private final int arguments;

    Function(String title, int arguments) {
      this.title = title;
      this.arguments = arguments;
    }

    /// Whether the results are truth values: 1 and 0.
    public boolean isComparison() {
      return this == EQUAL || this == LESS || this == GREATER;
    }

    /// The number of tensors it is a function of, 1 or 2.
    public int arguments() {
      return arguments;
    }
  }

  /// The function's usual name, such as `Sqrt`.
  @Override
  public String kind() {
    return function.title;
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, function.arguments);
    return function.arguments == 1
        ? Inputs.float32(Inputs.single(inputs))
        : Elementwise.ADD.outputs(inputs);
  }
}
