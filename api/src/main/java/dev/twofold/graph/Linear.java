package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// A fully connected layer over the last axis: `[..., in]` becomes `[..., out]`, `y = x *
/// transpose(weight) + bias` with `weight` of shape `[out, in]`. Params `in * out` (and `out` for
/// the bias), mult-adds `in * out` per row.
///
/// @param inFeatures the extent of the input's last axis
/// @param outFeatures the extent of the output's last axis
/// @param bias whether a bias per output feature is added
public record Linear(int inFeatures, int outFeatures, boolean bias) implements Layer {

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if features are below 1
  public Linear {
    Inputs.atLeast("input features", inFeatures, 1);
    Inputs.atLeast("output features", outFeatures, 1);
  }

  /// The same layer with a bias.
  public Linear withBias() {
    return new Linear(inFeatures, outFeatures, true);
  }

  @Override
  public List<ParameterSpec> parameters() {
    ParameterSpec weight =
        new ParameterSpec("weight", Shape.of(outFeatures, inFeatures), ParameterSpec.Role.WEIGHT);
    return bias
        ? List.of(weight, new ParameterSpec("bias", Shape.of(outFeatures), ParameterSpec.Role.BIAS))
        : List.of(weight);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.single(inputs);
    if (in.rank() == 0 || in.dim(in.rank() - 1) != inFeatures) {
      throw new IllegalArgumentException(
          "input %s does not end in the %d features its weights are for".formatted(in, inFeatures));
    }
    return Inputs.float32(in.withDim(in.rank() - 1, outFeatures));
  }
}
