package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// A two-dimensional convolution. Depthwise and pointwise convolutions are kinds of their own:
/// [#of] decides once which kind a configuration is, and nobody compares groups with channels
/// again.
///
/// A depthwise-separable convolution is a [DepthwiseConv2d] followed by a [PointwiseConv2d] (Sifre
/// 2014; Howard et al., "MobileNets", arXiv:1704.04861).
public sealed interface Convolution extends Layer
    permits DepthwiseConv2d, PointwiseConv2d, Conv2d, ConvTranspose2d {

  /// The channels of the input.
  int inChannels();

  /// The channels of the output.
  int outChannels();

  /// How the kernel moves.
  Window window();

  /// The number of groups the channels are split into; inputs of one group reach outputs of the
  /// same group only.
  int groups();

  /// Whether a bias per output channel is added.
  boolean bias();

  /// The shape of the weights: `[out, in / groups, kernelH, kernelW]`, for a transposed convolution
  /// `[in, out / groups, kernelH, kernelW]`.
  Shape weightShape();

  /// The same convolution with a bias.
  Convolution withBias();

  @Override
  default List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(2);
    specs.add(new ParameterSpec("weight", weightShape(), ParameterSpec.Role.WEIGHT));
    if (bias()) {
      specs.add(new ParameterSpec("bias", Shape.of(outChannels()), ParameterSpec.Role.BIAS));
    }
    return List.copyOf(specs);
  }

  /// The convolution of a configuration, as the kind that it is: depthwise if every channel has a
  /// group of its own (and there is more than one), pointwise if the window is 1 x 1 with stride 1
  /// and no padding and there is one group, else regular or grouped.
  ///
  /// @param in input channels
  /// @param out output channels
  /// @throws IllegalArgumentException if channels or groups are below 1 or the groups do not divide
  ///   both channel counts
  static Convolution of(int in, int out, Window window, int groups, boolean bias) {
    if (groups == in && groups > 1 && out % in == 0) {
      return new DepthwiseConv2d(in, out / in, window, bias);
    }
    if (groups == 1 && window.isPointwise()) {
      return new PointwiseConv2d(in, out, bias);
    }
    return new Conv2d(in, out, window, groups, bias);
  }

  /// A depthwise convolution with channel multiplier 1 and no bias.
  static DepthwiseConv2d depthwise(int channels, Window window) {
    return new DepthwiseConv2d(channels, 1, window, false);
  }

  /// A pointwise convolution without bias.
  static PointwiseConv2d pointwise(int in, int out) {
    return new PointwiseConv2d(in, out, false);
  }

  /// A regular convolution without bias, as the kind that it is (see [#of]).
  static Convolution regular(int in, int out, Window window) {
    return of(in, out, window, 1, false);
  }
}
