package dev.twofold.cpu.kernel;

/// The sizes of a convolution or pooling, all in elements. Memory is dense `NHWC`.
///
/// @param n images
/// @param ih input rows
/// @param iw input columns
/// @param ic input channels
/// @param oh output rows
/// @param ow output columns
/// @param oc output channels
/// @param kh kernel rows
/// @param kw kernel columns
/// @param strideH rows between two outputs
/// @param strideW columns between two outputs
/// @param padTop rows of padding above
/// @param padLeft columns of padding to the left
/// @param dilationH rows between two kernel elements
/// @param dilationW columns between two kernel elements
/// @param groups groups of channels
public record ConvGeometry(
    int n,
    int ih,
    int iw,
    int ic,
    int oh,
    int ow,
    int oc,
    int kh,
    int kw,
    int strideH,
    int strideW,
    int padTop,
    int padLeft,
    int dilationH,
    int dilationW,
    int groups) {

  // Padding below and to the right is what the output's size makes it.

  /// The rows of all output images.
  public int rows() {
    return n * oh;
  }

  /// The pixels of all output images.
  public int pixels() {
    return n * oh * ow;
  }

  /// Elements of an input row.
  int inputRow() {
    return iw * ic;
  }

  /// Elements of an output row.
  int outputRow() {
    return ow * oc;
  }

  /// Whether kernel and stride are square, of the given size, and not dilated.
  boolean isSquare(int kernel, int stride) {
    return kh == kernel
        && kw == kernel
        && strideH == stride
        && strideW == stride
        && dilationH == 1
        && dilationW == 1;
  }

  /// The first kernel row that meets the input in output row `oy` of an image.
  int kernelRowFrom(int oy) {
    return from(oy * strideH - padTop, dilationH, kh);
  }

  /// The kernel row after the last that meets the input in output row `oy` of an image.
  int kernelRowTo(int oy) {
    return to(oy * strideH - padTop, dilationH, kh, ih);
  }

  /// The first kernel column that meets the input in output column `ox`.
  int kernelColumnFrom(int ox) {
    return from(ox * strideW - padLeft, dilationW, kw);
  }

  /// The kernel column after the last that meets the input in output column `ox`.
  int kernelColumnTo(int ox) {
    return to(ox * strideW - padLeft, dilationW, kw, iw);
  }

  private static int from(int start, int dilation, int kernel) {
    return start >= 0 ? 0 : Math.min(kernel, (dilation - 1 - start) / dilation);
  }

  private static int to(int start, int dilation, int kernel, int extent) {
    int left = extent - start;
    return left <= 0 ? 0 : Math.min(kernel, (left + dilation - 1) / dilation);
  }
}
