package dev.twofold.cpu.kernel;

/// A transposed convolution, as a set of small regular ones.
public final class TransposedConvolution {

  // Output (oy, ox) is reached by the taps with (oy + pad - kh * dilation) divisible by the stride,
  // so outputs that agree modulo the stride share their taps: they are one phase. A phase is a
  // regular convolution over those taps only, no products with zeros, nothing scattered, and every
  // output is written once, so rows can be split among threads. With stride 2 and a 2 x 2 kernel
  // each of the four phases has one tap.
  //
  // The roles in the geometry are those of the output: stride and padding move over output
  // elements.

  private static final int BLOCK = 48;

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final Phase[] phases;
  private final Finish rest;
  private final int longest;

  /// The taps of one phase and the weights of each group for them.
  private record Phase(int[] rows, int[] columns, PackedWeights[] weights, GemmShape shape) {}

  private TransposedConvolution(
      Kernels kernels, ConvGeometry geometry, Phase[] phases, Finish finish) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.phases = phases;
    this.rest = finish.afterClip();
    int most = 0;
    for (Phase phase : phases) {
      most = Math.max(most, phase.shape().k());
    }
    this.longest = most;
  }

  /// Packs weights and prepares a convolution.
  ///
  /// @param geometry `ih x iw` is the small side, `oh x ow` the large one
  /// @param weights `[ic, oc / groups, kh, kw]` from `w0`
  /// @param bias one element per output channel from `b0`
  public static TransposedConvolution of(
      Kernels kernels,
      ConvGeometry geometry,
      float[] weights,
      int w0,
      float[] bias,
      int b0,
      Finish finish) {
    ConvGeometry g = geometry;
    Phase[] phases = new Phase[g.strideH() * g.strideW()];
    for (int i = 0; i < phases.length; i++) {
      int[] rows = taps(g.padTop() + i / g.strideW(), g.kh(), g.dilationH(), g.strideH());
      int[] columns = taps(g.padLeft() + i % g.strideW(), g.kw(), g.dilationW(), g.strideW());
      int k = rows.length * columns.length * (g.ic() / g.groups());
      PackedWeights[] packed = new PackedWeights[g.groups()];
      for (int group = 0; group < packed.length; group++) {
        packed[group] = pack(kernels, g, rows, columns, group, weights, w0, bias, b0);
      }
      GemmShape shape = new GemmShape(k, k, g.strideW() * g.oc(), finish.lo(), finish.hi());
      phases[i] = new Phase(rows, columns, packed, shape);
    }
    return new TransposedConvolution(kernels, g, phases, finish);
  }

  /// The kernel elements that reach outputs whose place plus padding is `place` modulo the stride.
  private static int[] taps(int place, int kernel, int dilation, int stride) {
    int[] found = new int[kernel];
    int count = 0;
    for (int tap = 0; tap < kernel; tap++) {
      if (Math.floorMod(place - tap * dilation, stride) == 0) {
        found[count++] = tap;
      }
    }
    int[] exact = new int[count];
    System.arraycopy(found, 0, exact, 0, count);
    return exact;
  }

  private static PackedWeights pack(
      Kernels kernels,
      ConvGeometry g,
      int[] rows,
      int[] columns,
      int group,
      float[] weights,
      int w0,
      float[] bias,
      int b0) {
    int ic = g.ic() / g.groups();
    int oc = g.oc() / g.groups();
    int k = rows.length * columns.length * ic;
    return PackedWeights.of(
        kernels.gemm().panels(k, oc),
        k,
        (row, column) -> {
          int tap = row / ic;
          int kh = rows[tap / columns.length];
          int kw = columns[tap % columns.length];
          int from = group * ic + row % ic;
          return weights[w0 + ((from * oc + column) * g.kh() + kh) * g.kw() + kw];
        },
        bias,
        b0 + group * oc);
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return kernels.gemm().scratchElements() + BLOCK * longest;
  }

  /// The size of the packed weights, in bytes.
  public long weightBytes() {
    long bytes = 0;
    for (Phase phase : phases) {
      for (PackedWeights group : phase.weights()) {
        bytes += group.bytes();
      }
    }
    return bytes;
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
      for (int start = 0; start < Math.min(geometry.strideW(), geometry.ow()); start++) {
        Phase phase = phases[oy % geometry.strideH() * geometry.strideW() + start];
        int count = (geometry.ow() - start + geometry.strideW() - 1) / geometry.strideW();
        for (int first = 0; first < count; first += BLOCK) {
          int pixels = Math.min(BLOCK, count - first);
          int ox = start + first * geometry.strideW();
          block(phase, in, image, oy, ox, pixels, out, o1 + ox * geometry.oc(), workspace, w0);
        }
      }
      if (!rest.isNone()) {
        int r1 = r0 + row * geometry.outputRow();
        kernels.rows().finish(rest, out, o1, residual, r1, geometry.outputRow());
      }
    }
  }

  private void block(
      Phase phase,
      float[] in,
      int image,
      int oy,
      int ox,
      int pixels,
      float[] out,
      int o0,
      float[] workspace,
      int w0) {
    int channels = geometry.ic() / geometry.groups();
    int patches = w0 + kernels.gemm().scratchElements();
    for (int group = 0; group < phase.weights().length; group++) {
      for (int i = 0; i < pixels; i++) {
        int column = ox + i * geometry.strideW();
        int origin = image + group * channels;
        patch(phase, in, origin, oy, column, channels, workspace, patches + i * phase.shape().k());
      }
      PackedWeights packed = phase.weights()[group];
      int c0 = o0 + group * packed.panels().columns();
      kernels
          .gemm()
          .multiply(
              phase.shape(),
              workspace,
              patches,
              packed,
              0,
              packed.panels().count(),
              out,
              c0,
              pixels,
              workspace,
              w0);
    }
  }

  private void patch(
      Phase phase, float[] in, int origin, int oy, int ox, int channels, float[] patches, int p0) {
    int at = p0;
    for (int kh : phase.rows()) {
      int y = Math.floorDiv(oy + geometry.padTop() - kh * geometry.dilationH(), geometry.strideH());
      for (int kw : phase.columns()) {
        int reach = ox + geometry.padLeft() - kw * geometry.dilationW();
        int x = Math.floorDiv(reach, geometry.strideW());
        if (y >= 0 && y < geometry.ih() && x >= 0 && x < geometry.iw()) {
          int source = origin + (y * geometry.iw() + x) * geometry.ic();
          System.arraycopy(in, source, patches, at, channels);
        } else {
          for (int i = 0; i < channels; i++) {
            patches[at + i] = 0;
          }
        }
        at += channels;
      }
    }
  }
}
