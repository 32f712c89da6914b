package dev.twofold.cpu.kernel;

/// A convolution of few input channels, such as the first of a network, straight from its input in
/// either memory order.
public final class Stem {

  // With three channels a patch is a handful of elements, and copying it costs as much as the
  // products. So the tiles read the input in place: the offsets of the kh x kw x ic elements of a
  // patch are the same for every pixel whose window lies inside the map. The few pixels at the
  // border are gathered with zeros as in ImplicitGemm.

  private static final int BORDER_PIXELS = 12;

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final PackedWeights weights;
  private final GemmShape shape;
  private final Finish rest;
  private final int[] taps;
  private final int channelStep;
  private final int pixelStep;
  private final int innerFrom;
  private final int innerTo;

  private Stem(
      Kernels kernels,
      ConvGeometry geometry,
      boolean planar,
      PackedWeights weights,
      Finish finish) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.weights = weights;
    this.shape = new GemmShape(weights.k(), weights.k(), geometry.oc(), finish.lo(), finish.hi());
    this.rest = finish.afterClip();
    this.channelStep = planar ? geometry.ih() * geometry.iw() : 1;
    this.pixelStep = planar ? 1 : geometry.ic();
    this.taps = new int[weights.k()];
    int at = 0;
    for (int kh = 0; kh < geometry.kh(); kh++) {
      for (int kw = 0; kw < geometry.kw(); kw++) {
        int pixel = kh * geometry.dilationH() * geometry.iw() + kw * geometry.dilationW();
        for (int ic = 0; ic < geometry.ic(); ic++) {
          taps[at++] = pixel * pixelStep + ic * channelStep;
        }
      }
    }
    int first = 0;
    while (first < geometry.ow() && geometry.kernelColumnFrom(first) > 0) {
      first++;
    }
    int last = geometry.ow();
    while (last > first && geometry.kernelColumnTo(last - 1) < geometry.kw()) {
      last--;
    }
    boolean worthwhile = last - first >= kernels.gemm().fewestTapRows();
    this.innerFrom = worthwhile ? first : geometry.ow();
    this.innerTo = worthwhile ? last : geometry.ow();
  }

  /// Packs weights and prepares a convolution with one group.
  ///
  /// @param planar whether the input is `NCHW`; the output is `NHWC`
  /// @param weights `[oc, ic, kh, kw]` from `w0`
  /// @param bias one element per output channel from `b0`
  public static Stem of(
      Kernels kernels,
      ConvGeometry geometry,
      boolean planar,
      float[] weights,
      int w0,
      float[] bias,
      int b0,
      Finish finish) {
    int ic = geometry.ic();
    int taps = geometry.kh() * geometry.kw();
    PackedWeights packed =
        PackedWeights.of(
            kernels.gemm().panels(geometry.oc()),
            taps * ic,
            (row, column) -> weights[w0 + (column * ic + row % ic) * taps + row / ic],
            bias,
            b0);
    return new Stem(kernels, geometry, planar, packed, finish);
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return kernels.gemm().scratchElements() + BORDER_PIXELS * shape.k();
  }

  /// The size of the packed weights, in bytes.
  public long weightBytes() {
    return weights.bytes();
  }

  /// Computes rows of the output.
  ///
  /// @param in the input images from `i0`
  /// @param residual the residual images from `r0`, if the finish adds one
  /// @param out the output images from `o0`
  /// @param from the first row, counted over all images
  /// @param to the row after the last
  /// @param workspace scratch memory from `w0`
  public void run(
      float[] in,
      int i0,
      float[] residual,
      int r0,
      float[] out,
      int o0,
      int from,
      int to,
      float[] workspace,
      int w0) {
    for (int row = from; row < to; row++) {
      int oy = row % geometry.oh();
      int image = i0 + row / geometry.oh() * geometry.ih() * geometry.inputRow();
      int o1 = o0 + row * geometry.outputRow();
      boolean whole = geometry.kernelRowFrom(oy) == 0 && geometry.kernelRowTo(oy) == geometry.kh();
      if (whole) {
        border(in, image, oy, 0, innerFrom, out, o1, workspace, w0);
        inner(in, image, oy, out, o1, workspace, w0);
        border(in, image, oy, innerTo, geometry.ow(), out, o1, workspace, w0);
      } else {
        border(in, image, oy, 0, geometry.ow(), out, o1, workspace, w0);
      }
      if (!rest.isNone()) {
        int r1 = r0 + row * geometry.outputRow();
        kernels.rows().finish(rest, out, o1, residual, r1, geometry.outputRow());
      }
    }
  }

  private void inner(
      float[] in, int image, int oy, float[] out, int o0, float[] workspace, int w0) {
    if (innerFrom == innerTo) {
      return;
    }
    int y = oy * geometry.strideH() - geometry.padTop();
    int x = innerFrom * geometry.strideW() - geometry.padLeft();
    int a0 = image + (y * geometry.iw() + x) * pixelStep;
    kernels
        .gemm()
        .multiplyTaps(
            shape,
            taps,
            in,
            a0,
            geometry.strideW() * pixelStep,
            weights,
            out,
            o0 + innerFrom * geometry.oc(),
            innerTo - innerFrom,
            workspace,
            w0);
  }

  private void border(
      float[] in,
      int image,
      int oy,
      int from,
      int to,
      float[] out,
      int o0,
      float[] workspace,
      int w0) {
    int patches = w0 + kernels.gemm().scratchElements();
    for (int ox = from; ox < to; ox += BORDER_PIXELS) {
      int count = Math.min(BORDER_PIXELS, to - ox);
      for (int i = 0; i < count; i++) {
        patch(in, image, oy, ox + i, workspace, patches + i * shape.k());
      }
      kernels
          .gemm()
          .multiply(
              shape,
              workspace,
              patches,
              weights,
              0,
              weights.panels().count(),
              out,
              o0 + ox * geometry.oc(),
              count,
              workspace,
              w0);
    }
  }

  private void patch(float[] in, int image, int oy, int ox, float[] patches, int p0) {
    int at = p0;
    for (int kh = 0; kh < geometry.kh(); kh++) {
      int y = oy * geometry.strideH() - geometry.padTop() + kh * geometry.dilationH();
      for (int kw = 0; kw < geometry.kw(); kw++) {
        int x = ox * geometry.strideW() - geometry.padLeft() + kw * geometry.dilationW();
        boolean inside = y >= 0 && y < geometry.ih() && x >= 0 && x < geometry.iw();
        int source = image + (y * geometry.iw() + x) * pixelStep;
        for (int ic = 0; ic < geometry.ic(); ic++) {
          patches[at++] = inside ? in[source + ic * channelStep] : 0;
        }
      }
    }
  }
}
