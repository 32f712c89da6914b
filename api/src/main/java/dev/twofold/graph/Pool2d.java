package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// Pooling: each output is the largest or the mean element under the window, per channel. `[N, C,
/// H, W]` becomes `[N, C, H', W']`. No params, no mult-adds.
///
/// @param reduction largest element or mean
/// @param window how the kernel moves; for a mean without dilation
/// @param ceilMode whether a last window that hangs over the end counts (see [Window#ceilOutputH])
/// @param countIncludePad for a mean, whether padding counts as elements; elements that only ceil
///   mode adds never count
/// @param indices for a maximum, whether a second output `[N, C, H', W']` of INT32 tells where the
///   maximum was: `row * W + column` within its own input plane, the first one if several
public record Pool2d(
    Reduction reduction, Window window, boolean ceilMode, boolean countIncludePad, boolean indices)
    implements Layer {

  /// What is taken of the elements under the window.
  public enum Reduction {
    /// The largest element; padding never wins; NaN wins.
    MAX,
    /// The mean.
    AVERAGE
  }

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if a side is padded by a whole dilated kernel or more, or
  ///   indices or dilation are asked of a mean
  public Pool2d {
    long spanH = window.dilationH() * (window.kernelH() - 1L) + 1;
    long spanW = window.dilationW() * (window.kernelW() - 1L) + 1;
    if (Math.max(window.padTop(), window.padBottom()) >= spanH
        || Math.max(window.padLeft(), window.padRight()) >= spanW) {
      throw new IllegalArgumentException(
          "padding must be smaller than the kernel, got a window of " + window);
    }
    if (reduction == Reduction.AVERAGE && indices) {
      throw new IllegalArgumentException("only max pooling has indices");
    }
    if (reduction == Reduction.AVERAGE && (window.dilationH() > 1 || window.dilationW() > 1)) {
      throw new IllegalArgumentException("average pooling has no dilation, got " + window);
    }
  }

  /// Max pooling without indices.
  public static Pool2d max(Window window) {
    return new Pool2d(Reduction.MAX, window, false, false, false);
  }

  /// Max pooling with indices, for [MaxUnpool2d].
  public static Pool2d maxWithIndices(Window window) {
    return new Pool2d(Reduction.MAX, window, false, false, true);
  }

  /// Average pooling in which padding counts, as PyTorch's default.
  public static Pool2d average(Window window) {
    return new Pool2d(Reduction.AVERAGE, window, false, true, false);
  }

  @Override
  public String kind() {
    return reduction == Reduction.MAX ? "MaxPool2d" : "AvgPool2d";
  }

  @Override
  public int outputCount() {
    return indices ? 2 : 1;
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.image(inputs);
    int h = ceilMode ? window.ceilOutputH(in.h()) : window.outputH(in.h());
    int w = ceilMode ? window.ceilOutputW(in.w()) : window.outputW(in.w());
    Shape out = Shape.nchw(in.n(), in.c(), h, w);
    return indices
        ? List.of(TensorType.float32(out), TensorType.int32(out))
        : List.of(TensorType.float32(out));
  }
}
