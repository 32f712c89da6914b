package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// A transposed convolution: every input pixel spreads a kernel-sized patch over the output. `[N,
/// in, H, W]` becomes `[N, out, H', W']`, where
///
/// `H' = stride * (H - 1) + dilation * (kernel - 1) + 1 - padding + outputPadding`.
///
/// Params `in * out / groups * kernelH * kernelW`; mult-adds are counted at the **input** positions:
/// params times `N * H * W`.
///
/// @param inChannels the channels of the input
/// @param outChannels the channels of the output
/// @param window how the kernel moves over the output
/// @param outputPaddingH rows added at the bottom of the output
/// @param outputPaddingW columns added at the right of the output
/// @param groups the number of groups the channels are split into
/// @param bias whether a bias per output channel is added
public record ConvTranspose2d(
    int inChannels,
    int outChannels,
    Window window,
    int outputPaddingH,
    int outputPaddingW,
    int groups,
    boolean bias)
    implements Convolution {

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if channels or groups are below 1, the groups do not divide
  ///   both channel counts, or output padding is negative
  public ConvTranspose2d {
    Conv2d.checkChannels(inChannels, outChannels, groups);
    Inputs.atLeast("vertical output padding", outputPaddingH, 0);
    Inputs.atLeast("horizontal output padding", outputPaddingW, 0);
  }

  @Override
  public Shape weightShape() {
    return Shape.of(inChannels, outChannels / groups, window.kernelH(), window.kernelW());
  }

  @Override
  public ConvTranspose2d withBias() {
    return new ConvTranspose2d(
        inChannels, outChannels, window, outputPaddingH, outputPaddingW, groups, true);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.image(inputs, inChannels);
    return Inputs.float32(
        Shape.nchw(
            in.n(),
            outChannels,
            window.transposedH(in.h(), outputPaddingH),
            window.transposedW(in.w(), outputPaddingW)));
  }
}
