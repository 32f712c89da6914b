package dev.twofold.graph;

import dev.twofold.tensor.TensorType;
import java.util.List;

/// A function applied to every element. NaN stays NaN under all of them, and an infinity gives the
/// limit of the function there.
///
/// @param function which function
/// @param alpha its first constant, 0 if it has none
/// @param beta its second constant, 0 if it has none
public record Activation(Function function, float alpha, float beta) implements Layer {

  /// The functions. `a` and `b` stand for the constants [#alpha()] and [#beta()].
  public enum Function {
    /// `x <= 0 ? 0 : x`.
    RELU("ReLU"),
    /// `x` limited to the range from `a` to `b`; ReLU6 is the range 0 to 6.
    CLIP("Clip"),
    /// `x < 0 ? a * x : x`.
    LEAKY_RELU("LeakyReLU"),
    /// `1 / (1 + exp(-x))`.
    SIGMOID("Sigmoid"),
    /// `max(0, min(1, a * x + b))`.
    HARD_SIGMOID("HardSigmoid"),
    /// `x * max(0, min(1, x / 6 + 1 / 2))` (Howard et al., arXiv:1905.02244).
    HARD_SWISH("Hardswish"),
    /// `x / (1 + exp(-x))`.
    SILU("SiLU"),
    /// The hyperbolic tangent.
    TANH("Tanh");

    private final String title;

    Function(String title) {
      this.title = title;
    }
  }

  /// `x <= 0 ? 0 : x`.
  public static final Activation RELU = new Activation(Function.RELU, 0, 0);

  /// `x` limited to the range 0 to 6 (Krizhevsky 2010; used by MobileNets).
  public static final Activation RELU6 = new Activation(Function.CLIP, 0, 6);

  /// `1 / (1 + exp(-x))`.
  public static final Activation SIGMOID = new Activation(Function.SIGMOID, 0, 0);

  /// `max(0, min(1, x / 6 + 1 / 2))`, PyTorch's constants.
  public static final Activation HARD_SIGMOID = new Activation(Function.HARD_SIGMOID, 1f / 6, 0.5f);

  /// `x * max(0, min(1, x / 6 + 1 / 2))`.
  public static final Activation HARD_SWISH = new Activation(Function.HARD_SWISH, 0, 0);

  /// `x / (1 + exp(-x))`, also called swish.
  public static final Activation SILU = new Activation(Function.SILU, 0, 0);

  /// The hyperbolic tangent.
  public static final Activation TANH = new Activation(Function.TANH, 0, 0);

  /// Checks the constants.
  ///
  /// @throws IllegalArgumentException if a constant is NaN, or a clip's range is empty
  public Activation {
    if (Float.isNaN(alpha) || Float.isNaN(beta)) {
      throw new IllegalArgumentException(
          "constants must be numbers, got %s and %s".formatted(alpha, beta));
    }
    if (function == Function.CLIP && alpha > beta) {
      throw new IllegalArgumentException(
          "clip needs min <= max, got %s and %s".formatted(alpha, beta));
    }
  }

  /// `x` limited to a range. Infinities leave a side open.
  ///
  /// @throws IllegalArgumentException if `min > max` or one is NaN
  public static Activation clip(float min, float max) {
    return new Activation(Function.CLIP, min, max);
  }

  /// `x < 0 ? slope * x : x`.
  public static Activation leakyRelu(float slope) {
    return new Activation(Function.LEAKY_RELU, slope, 0);
  }

  /// `max(0, min(1, alpha * x + beta))`.
  public static Activation hardSigmoid(float alpha, float beta) {
    return new Activation(Function.HARD_SIGMOID, alpha, beta);
  }

  /// The function's usual name, such as `ReLU6`.
  @Override
  public String kind() {
    return function == Function.CLIP && alpha == 0 && beta == 6 ? "ReLU6" : function.title;
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    return Inputs.float32(Inputs.single(inputs));
  }
}
