package dev.twofold.graph;

import dev.twofold.tensor.Shape;

/// A tensor that a layer needs beside its inputs. Params are counted from these, so counting needs
/// no weights.
///
/// @param name the name within the layer, such as `weight`
/// @param shape the shape
/// @param role what it is for
public record ParameterSpec(String name, Shape shape, Role role) {

  /// What a tensor of a layer is for.
  public enum Role {
    /// The weights of a convolution or linear layer.
    WEIGHT(true),
    /// Added per output channel.
    BIAS(true),
    /// The learned factor of a normalisation.
    SCALE(true),
    /// The learned summand of a normalisation.
    SHIFT(true),
    /// The mean that a normalisation recorded during training; no param.
    RUNNING_MEAN(false),
    /// The variance that a normalisation recorded during training; no param.
    RUNNING_VARIANCE(false),
    /// A fixed tensor; no param.
    CONSTANT(false);

    private final boolean param;

    Role(boolean param) {
      this.param = param;
    }

    /// Whether training changes it, so that it counts among the params.
    public boolean isParam() {
      return param;
    }
  }

  /// The number of params, 0 for what training does not change.
  public long params() {
    return role.isParam() ? shape.elements() : 0;
  }
}
