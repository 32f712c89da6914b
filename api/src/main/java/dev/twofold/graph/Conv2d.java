package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// A regular or grouped convolution. `[N, in, H, W]` becomes `[N, out, H', W']`. Params `out * in /
/// groups * kernelH * kernelW`, mult-adds that times `N * H' * W'`.
///
/// @param inChannels the channels of the input
/// @param outChannels the channels of the output
/// @param window how the kernel moves
/// @param groups the number of groups the channels are split into
/// @param bias whether a bias per output channel is added
public record Conv2d(int inChannels, int outChannels, Window window, int groups, boolean bias)
    implements Convolution {

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if channels or groups are below 1 or the groups do not divide
  ///   both channel counts
  public Conv2d {
    checkChannels(inChannels, outChannels, groups);
  }

  static void checkChannels(int in, int out, int groups) {
    Inputs.atLeast("input channels", in, 1);
    Inputs.atLeast("output channels", out, 1);
    Inputs.atLeast("groups", groups, 1);
    if (in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide input and output channels, got %d groups of %d -> %d channels"
              .formatted(groups, in, out));
    }
  }

  @Override
  public Shape weightShape() {
    return Shape.of(outChannels, inChannels / groups, window.kernelH(), window.kernelW());
  }

  @Override
  public Conv2d withBias() {
    return new Conv2d(inChannels, outChannels, window, groups, true);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.image(inputs, inChannels);
    return Inputs.float32(
        Shape.nchw(in.n(), outChannels, window.outputH(in.h()), window.outputW(in.w())));
  }
}
