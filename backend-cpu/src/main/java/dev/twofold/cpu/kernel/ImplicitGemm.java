package dev.twofold.cpu.kernel;

/// A regular or grouped convolution with any window, as a matrix product.
public final class ImplicitGemm {

  // The patches under a block of output pixels are written side by side into workspace,
  //
  //     pixel 0:  [kh = 0: kw x ic][kh = 1: kw x ic] ...      zeros where the window hangs over
  //     pixel 1:  ...
  //
  // and multiplied by the packed weights [kh * kw * ic / groups, oc / groups]. A block is small
  // enough for the second cache, and a patch row of neighbouring columns is one copy. Copying a
  // patch costs one load and store per element, the product oc multiply-adds.

  private static final int BLOCK_FLOATS = 98304;
  private static final int MULTIPLE = 12;
  private static final int MOST_PIXELS = 192;
  private static final int SHORT_COPY = 32;

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final PackedWeights[] weights;
  private final GemmShape shape;
  private final Finish rest;
  private final int block;

  private ImplicitGemm(
      Kernels kernels, ConvGeometry geometry, PackedWeights[] weights, Finish finish) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.weights = weights;
    this.rest = finish.afterClip();
    int k = weights[0].k();
    this.shape = new GemmShape(k, k, geometry.oc(), finish.lo(), finish.hi());
    int fit = BLOCK_FLOATS / k / MULTIPLE * MULTIPLE;
    this.block = Math.clamp(fit, MULTIPLE, MOST_PIXELS);
  }

  /// Packs weights and prepares a convolution.
  ///
  /// @param weights `[oc, ic / groups, kh, kw]` from `w0`
  /// @param bias one element per output channel from `b0`
  public static ImplicitGemm of(
      Kernels kernels,
      ConvGeometry geometry,
      float[] weights,
      int w0,
      float[] bias,
      int b0,
      Finish finish) {
    int ic = geometry.ic() / geometry.groups();
    int oc = geometry.oc() / geometry.groups();
    int taps = geometry.kh() * geometry.kw();
    PackedWeights[] packed = new PackedWeights[geometry.groups()];
    for (int group = 0; group < packed.length; group++) {
      int base = w0 + group * oc * ic * taps;
      packed[group] =
          PackedWeights.of(
              kernels.gemm().panels(oc),
              taps * ic,
              (row, column) -> weights[base + (column * ic + row % ic) * taps + row / ic],
              bias,
              b0 + group * oc);
    }
    return new ImplicitGemm(kernels, geometry, packed, finish);
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return kernels.gemm().scratchElements() + block * shape.k();
  }

  /// The size of the packed weights, in bytes.
  public long weightBytes() {
    long bytes = 0;
    for (PackedWeights group : weights) {
      bytes += group.bytes();
    }
    return bytes;
  }

  /// Computes output pixels.
  ///
  /// @param in the input images from `i0`
  /// @param residual the residual images from `r0`, if the finish adds one
  /// @param out the output images from `o0`
  /// @param from the first pixel, counted over all images
  /// @param to the pixel after the last
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
    int patches = w0 + kernels.gemm().scratchElements();
    int oc = geometry.oc();
    for (int pixel = from; pixel < to; pixel += block) {
      int count = Math.min(block, to - pixel);
      int c0 = o0 + pixel * oc;
      for (int group = 0; group < weights.length; group++) {
        gather(in, i0, group, pixel, count, workspace, patches);
        PackedWeights packed = weights[group];
        kernels
            .gemm()
            .multiply(
                shape,
                workspace,
                patches,
                packed,
                0,
                packed.panels().count(),
                out,
                c0 + group * packed.panels().columns(),
                count,
                workspace,
                w0);
      }
      if (!rest.isNone()) {
        kernels.rows().finish(rest, out, c0, residual, r0 + pixel * oc, count * oc);
      }
    }
  }

  private void gather(
      float[] in, int i0, int group, int pixel, int count, float[] patches, int p0) {
    int channels = geometry.ic() / geometry.groups();
    int ox = pixel % geometry.ow();
    int row = pixel / geometry.ow();
    int oy = row % geometry.oh();
    int image = row / geometry.oh();
    int at = p0;
    for (int i = 0; i < count; i++) {
      int origin = i0 + image * geometry.ih() * geometry.inputRow() + group * channels;
      patch(in, origin, oy, ox, channels, patches, at);
      at += shape.k();
      if (++ox == geometry.ow()) {
        ox = 0;
        if (++oy == geometry.oh()) {
          oy = 0;
          image++;
        }
      }
    }
  }

  private void patch(
      float[] in, int origin, int oy, int ox, int channels, float[] patches, int p0) {
    int kw = geometry.kw();
    int rowFrom = geometry.kernelRowFrom(oy);
    int rowTo = geometry.kernelRowTo(oy);
    int columnFrom = geometry.kernelColumnFrom(ox);
    int columnTo = geometry.kernelColumnTo(ox);
    int y0 = oy * geometry.strideH() - geometry.padTop();
    int x0 = ox * geometry.strideW() - geometry.padLeft();
    for (int kh = 0; kh < geometry.kh(); kh++) {
      int at = p0 + kh * kw * channels;
      if (kh < rowFrom || kh >= rowTo || columnFrom >= columnTo) {
        zero(patches, at, kw * channels);
        continue;
      }
      int y = y0 + kh * geometry.dilationH();
      int source = origin + (y * geometry.iw() + x0) * geometry.ic();
      zero(patches, at, columnFrom * channels);
      taps(in, source, columnFrom, columnTo, channels, patches, at);
      zero(patches, at + columnTo * channels, (kw - columnTo) * channels);
    }
  }

  private void taps(
      float[] in, int source, int from, int to, int channels, float[] patches, int at) {
    if (geometry.dilationW() == 1 && channels == geometry.ic()) {
      int skip = from * channels;
      copy(in, source + skip, patches, at + skip, (to - from) * channels);
      return;
    }
    int step = geometry.dilationW() * geometry.ic();
    for (int kw = from; kw < to; kw++) {
      copy(in, source + kw * step, patches, at + kw * channels, channels);
    }
  }

  private static void copy(float[] from, int f0, float[] to, int t0, int n) {
    if (n >= SHORT_COPY) {
      System.arraycopy(from, f0, to, t0, n);
    } else {
      for (int i = 0; i < n; i++) {
        to[t0 + i] = from[f0 + i];
      }
    }
  }

  private static void zero(float[] array, int from, int n) {
    for (int i = 0; i < n; i++) {
      array[from + i] = 0;
    }
  }
}
