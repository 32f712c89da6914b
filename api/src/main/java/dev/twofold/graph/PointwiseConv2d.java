package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// A pointwise convolution: every output pixel is a matrix times the input pixel at the same place.
/// `[N, in, H, W]` becomes `[N, out, H, W]`. Params `in * out`, mult-adds `N * in * out * H * W`.
///
/// @param inChannels the channels of the input
/// @param outChannels the channels of the output
/// @param bias whether a bias per output channel is added
public record PointwiseConv2d(int inChannels, int outChannels, boolean bias)
    implements Convolution {

  private static final Window WINDOW = Window.of(1);

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if channels are below 1
  public PointwiseConv2d {
    Inputs.atLeast("input channels", inChannels, 1);
    Inputs.atLeast("output channels", outChannels, 1);
  }

  @Override
  public Window window() {
    return WINDOW;
  }

  @Override
  public int groups() {
    return 1;
  }

  @Override
  public Shape weightShape() {
    return Shape.of(outChannels, inChannels, 1, 1);
  }

  @Override
  public PointwiseConv2d withBias() {
    return new PointwiseConv2d(inChannels, outChannels, true);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    return Inputs.float32(Inputs.image(inputs, inChannels).withDim(1, outChannels));
  }
}
