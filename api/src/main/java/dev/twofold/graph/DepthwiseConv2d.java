package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// A depthwise convolution: each channel is filtered on its own, giving `multiplier` output
/// channels. `[N, C, H, W]` becomes `[N, C * multiplier, H', W']`; output channel `c * multiplier +
/// j` comes from channel `c`. Params `C * multiplier * kernelH * kernelW`, mult-adds `N * C *
/// multiplier * kernelH * kernelW * H' * W'`.
///
/// @param channels the channels `C` of the input
/// @param multiplier the channel multiplier
/// @param window how the kernel moves
/// @param bias whether a bias per output channel is added
public record DepthwiseConv2d(int channels, int multiplier, Window window, boolean bias)
    implements Convolution {

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if channels or multiplier are below 1
  public DepthwiseConv2d {
    Inputs.atLeast("channels", channels, 1);
    Inputs.atLeast("channel multiplier", multiplier, 1);
    Inputs.extent((long) channels * multiplier, "output channels");
  }

  @Override
  public int inChannels() {
    return channels;
  }

  @Override
  public int outChannels() {
    return channels * multiplier;
  }

  @Override
  public int groups() {
    return channels;
  }

  @Override
  public Shape weightShape() {
    return Shape.of(outChannels(), 1, window.kernelH(), window.kernelW());
  }

  @Override
  public DepthwiseConv2d withBias() {
    return new DepthwiseConv2d(channels, multiplier, window, true);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.image(inputs, channels);
    return Inputs.float32(
        Shape.nchw(in.n(), outChannels(), window.outputH(in.h()), window.outputW(in.w())));
  }
}
