package dev.twofold.graph;

/// How a convolution or pooling kernel moves over a feature map: kernel size, stride, padding and
/// dilation, all in elements. The only place with the output-size formula: `out = floor((in +
/// before + after - dilation * (kernel - 1) - 1) / stride) + 1`.
///
/// @param kernelH rows of the kernel
/// @param kernelW columns of the kernel
/// @param strideH rows between two outputs
/// @param strideW columns between two outputs
/// @param padTop rows of padding above the map
/// @param padLeft columns of padding left of the map
/// @param padBottom rows of padding below the map
/// @param padRight columns of padding right of the map
/// @param dilationH rows between two kernel elements
/// @param dilationW columns between two kernel elements
public record Window(
    int kernelH,
    int kernelW,
    int strideH,
    int strideW,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight,
    int dilationH,
    int dilationW) {

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if kernel, stride or dilation is below 1 or padding below 0
  public Window {
    Inputs.atLeast("kernel height", kernelH, 1);
    Inputs.atLeast("kernel width", kernelW, 1);
    Inputs.atLeast("vertical stride", strideH, 1);
    Inputs.atLeast("horizontal stride", strideW, 1);
    Inputs.atLeast("top padding", padTop, 0);
    Inputs.atLeast("left padding", padLeft, 0);
    Inputs.atLeast("bottom padding", padBottom, 0);
    Inputs.atLeast("right padding", padRight, 0);
    Inputs.atLeast("vertical dilation", dilationH, 1);
    Inputs.atLeast("horizontal dilation", dilationW, 1);
  }

  /// A square kernel, stride 1, no padding, no dilation.
  public static Window of(int kernel) {
    return of(kernel, kernel);
  }

  /// A kernel of `kernelH` rows and `kernelW` columns, stride 1, no padding, no dilation.
  public static Window of(int kernelH, int kernelW) {
    return new Window(kernelH, kernelW, 1, 1, 0, 0, 0, 0, 1, 1);
  }

  /// A square kernel padded by `kernel / 2` on every side: for odd kernels the output is as large
  /// as the input at stride 1.
  public static Window same(int kernel) {
    return of(kernel).withPadding(kernel / 2);
  }

  /// This window with another stride, the same for rows and columns.
  public Window withStride(int stride) {
    return withStride(stride, stride);
  }

  /// This window with another stride.
  public Window withStride(int rows, int columns) {
    return new Window(
        kernelH, kernelW, rows, columns, padTop, padLeft, padBottom, padRight, dilationH,
        dilationW);
  }

  /// This window with other padding, the same on every side.
  public Window withPadding(int padding) {
    return withPadding(padding, padding, padding, padding);
  }

  /// This window with other padding.
  public Window withPadding(int top, int left, int bottom, int right) {
    return new Window(
        kernelH, kernelW, strideH, strideW, top, left, bottom, right, dilationH, dilationW);
  }

  /// This window with another dilation, the same for rows and columns.
  public Window withDilation(int dilation) {
    return withDilation(dilation, dilation);
  }

  /// This window with another dilation.
  public Window withDilation(int rows, int columns) {
    return new Window(
        kernelH, kernelW, strideH, strideW, padTop, padLeft, padBottom, padRight, rows, columns);
  }

  /// Whether this is the window of a pointwise convolution: 1 x 1, stride 1, no padding.
  public boolean isPointwise() {
    return kernelH == 1 && kernelW == 1 && strideH == 1 && strideW == 1 && !isPadded();
  }

  /// Whether any side is padded.
  public boolean isPadded() {
    return (padTop | padLeft | padBottom | padRight) != 0;
  }

  /// The number of kernel elements, `kernelH * kernelW`.
  public int kernelElements() {
    return Math.multiplyExact(kernelH, kernelW);
  }

  /// The rows of the output for an input of `h` rows.
  ///
  /// @throws IllegalArgumentException if the padded input is smaller than the dilated kernel
  public int outputH(int h) {
    return output("height", h, kernelH, strideH, padTop, padBottom, dilationH, false);
  }

  /// The columns of the output for an input of `w` columns.
  ///
  /// @throws IllegalArgumentException if the padded input is smaller than the dilated kernel
  public int outputW(int w) {
    return output("width", w, kernelW, strideW, padLeft, padRight, dilationW, false);
  }

  /// The rows of the output in ceil mode: the division rounds up, so that the last window may hang
  /// over the end, but it must start inside the input or its top padding (PyTorch's rule).
  ///
  /// @throws IllegalArgumentException if the padded input is smaller than the dilated kernel by a
  ///   stride or more
  public int ceilOutputH(int h) {
    return output("height", h, kernelH, strideH, padTop, padBottom, dilationH, true);
  }

  /// The columns of the output in ceil mode, as [#ceilOutputH(int)].
  ///
  /// @throws IllegalArgumentException if the padded input is smaller than the dilated kernel by a
  ///   stride or more
  public int ceilOutputW(int w) {
    return output("width", w, kernelW, strideW, padLeft, padRight, dilationW, true);
  }

  /// The rows that a transposed convolution produces from `h` rows: `(h - 1) * stride - before -
  /// after + dilation * (kernel - 1) + 1 + extra`.
  ///
  /// @param extra rows added at the bottom (the output padding)
  /// @throws IllegalArgumentException if nothing would be left
  public int transposedH(int h, int extra) {
    long full = (h - 1L) * strideH + dilationH * (kernelH - 1L) + 1 + extra;
    return Inputs.extent(full - padTop - padBottom, "output height");
  }

  /// The columns that a transposed convolution produces from `w` columns, as [#transposedH].
  ///
  /// @param extra columns added at the right (the output padding)
  /// @throws IllegalArgumentException if nothing would be left
  public int transposedW(int w, int extra) {
    long full = (w - 1L) * strideW + dilationW * (kernelW - 1L) + 1 + extra;
    return Inputs.extent(full - padLeft - padRight, "output width");
  }

  private static int output(
      String side,
      int in,
      int kernel,
      int stride,
      int before,
      int after,
      int dilation,
      boolean ceil) {
    long padded = (long) in + before + after;
    long span = dilation * (kernel - 1L) + 1;
    long room = padded - span;
    long steps = ceil ? Math.ceilDiv(room, stride) : Math.floorDiv(room, stride);
    if (steps < 0) {
      throw new IllegalArgumentException(
          "input %s %d with padding %d+%d is smaller than the kernel's %d"
              .formatted(side, in, before, after, span));
    }
    boolean lastStartsBehind = ceil && steps * stride >= (long) in + before;
    return Inputs.extent(lastStartsBehind ? steps : steps + 1, "output " + side);
  }

  /// The form of messages, such as `3x3 stride 2 padding 1`, the defaults left out.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kernelH + "x" + kernelW);
    if (strideH != 1 || strideW != 1) {
      text.append(" stride ").append(pair(strideH, strideW));
    }
    if (isPadded()) {
      boolean even = padTop == padBottom && padLeft == padRight;
      text.append(" padding ")
          .append(
              even
                  ? pair(padTop, padLeft)
                  : padTop + "," + padLeft + "," + padBottom + "," + padRight);
    }
    if (dilationH != 1 || dilationW != 1) {
      text.append(" dilation ").append(pair(dilationH, dilationW));
    }
    return text.toString();
  }

  private static String pair(int h, int w) {
    return h == w ? Integer.toString(h) : h + "x" + w;
  }
}
