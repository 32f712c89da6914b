package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// Batch normalisation at inference, per channel of `[N, C, H, W]`: `y = (x - running_mean) /
/// sqrt(running_var + epsilon) * weight + bias`. Params `2 * C`; no mult-adds, since it folds into
/// the convolution before it (Ioffe and Szegedy, arXiv:1502.03167).
///
/// @param channels the channels `C` of the input
/// @param epsilon added to the variance
public record BatchNorm2d(int channels, double epsilon) implements Layer {

  /// The epsilon that PyTorch and ONNX default to.
  public static final double DEFAULT_EPSILON = 1e-5;

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if channels are below 1 or epsilon is negative or not a
  ///   number
  public BatchNorm2d {
    Inputs.atLeast("channels", channels, 1);
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon must be at least 0, got " + epsilon);
    }
  }

  /// Batch normalisation with the default epsilon of 1e-5.
  public static BatchNorm2d of(int channels) {
    return new BatchNorm2d(channels, DEFAULT_EPSILON);
  }

  @Override
  public List<ParameterSpec> parameters() {
    Shape perChannel = Shape.of(channels);
    return List.of(
        new ParameterSpec("weight", perChannel, ParameterSpec.Role.SCALE),
        new ParameterSpec("bias", perChannel, ParameterSpec.Role.SHIFT),
        new ParameterSpec("running_mean", perChannel, ParameterSpec.Role.RUNNING_MEAN),
        new ParameterSpec("running_var", perChannel, ParameterSpec.Role.RUNNING_VARIANCE));
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    return Inputs.float32(Inputs.image(inputs, channels));
  }
}
