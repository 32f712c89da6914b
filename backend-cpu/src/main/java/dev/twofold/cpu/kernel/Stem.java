package dev.twofold.cpu.kernel;

import java.util.Arrays;

/// A convolution of few input channels, such as the first of a network, from its input in either
/// memory order.
public final class Stem {

  // With three channels a patch is a handful of elements, and copying it costs as much as the
  // products. So only rows are copied, once each, as the outputs need them: with their padding, and
  // cut into `strideW` phases, so that what neighbouring outputs need is adjacent whatever the
  // stride and the memory order (3 x 3, stride 2, columns x of a row of the input):
  //
  //     phase 0:   -1  1  3  5 ...      left and right tap: outputs 0, 1, 2 ... from 0 and from 1
  //     phase 1:    0  2  4  6 ...      the one between
  //
  // A row is kept until no window needs it: row y is in slot y mod (rows under a window), and for
  // each slot that a window can begin with there is a table of where its taps are.

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final PackedWeights weights;
  private final GemmShape shape;
  private final Finish rest;
  private final int channelStep;
  private final int pixelStep;
  private final int slots;
  private final int phase;
  private final int[][] taps;

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
    this.slots = (geometry.kh() - 1) * geometry.dilationH() + 1;
    this.phase = geometry.ow() + (geometry.kw() - 1) * geometry.dilationW() / geometry.strideW();
    this.taps = new int[slots][weights.k()];
    for (int first = 0; first < slots; first++) {
      int at = 0;
      for (int kh = 0; kh < geometry.kh(); kh++) {
        int slot = (first + kh * geometry.dilationH()) % slots;
        for (int kw = 0; kw < geometry.kw(); kw++) {
          int x = kw * geometry.dilationW();
          for (int ic = 0; ic < geometry.ic(); ic++) {
            int line = ic * geometry.strideW() + x % geometry.strideW();
            taps[first][at++] = slot * slot() + line * phase + x / geometry.strideW();
          }
        }
      }
    }
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
            kernels.gemm().panels(taps * ic, geometry.oc()),
            taps * ic,
            (row, column) -> weights[w0 + (column * ic + row % ic) * taps + row / ic],
            bias,
            b0);
    return new Stem(kernels, geometry, planar, packed, finish);
  }

  /// Whether there is one group, and an output row has as many pixels as a tile.
  public static boolean takes(Kernels kernels, ConvGeometry geometry) {
    return geometry.groups() == 1 && geometry.ow() >= kernels.gemm().fewestTapRows();
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    return kernels.gemm().scratchElements() + slots * slot();
  }

  private int slot() {
    return geometry.ic() * geometry.strideW() * phase;
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
    int lines = w0 + kernels.gemm().scratchElements();
    int next = 0;
    for (int row = from; row < to; row++) {
      int oy = row % geometry.oh();
      int image = i0 + row / geometry.oh() * geometry.ih() * geometry.inputRow();
      int y = oy * geometry.strideH() - geometry.padTop();
      next = row == from || oy == 0 ? y : Math.max(y, next);
      for (; next < y + slots; next++) {
        copy(in, image, next, workspace, lines + Math.floorMod(next, slots) * slot());
      }
      int o1 = o0 + row * geometry.outputRow();
      int[] places = taps[Math.floorMod(y, slots)];
      kernels
          .gemm()
          .multiplyTaps(
              shape, places, workspace, lines, weights, out, o1, geometry.ow(), workspace, w0);
      if (!rest.isNone()) {
        int r1 = r0 + row * geometry.outputRow();
        kernels.rows().finish(rest, out, o1, residual, r1, geometry.outputRow());
      }
    }
  }

  /// Copies a row of the input to its slot, zeros if it is above or below the map.
  private void copy(float[] in, int image, int y, float[] to, int t0) {
    if (y < 0 || y >= geometry.ih()) {
      Arrays.fill(to, t0, t0 + slot(), 0);
      return;
    }
    int stride = geometry.strideW();
    int at = t0;
    for (int ic = 0; ic < geometry.ic(); ic++) {
      int line = image + y * geometry.iw() * pixelStep + ic * channelStep;
      for (int p = 0; p < stride; p++) {
        int outside = geometry.padLeft() - p;
        int first = Math.min(phase, Math.max(0, outside + stride - 1) / stride);
        int last = Math.clamp((geometry.iw() - 1 + outside + stride) / stride, first, phase);
        Arrays.fill(to, at, at + first, 0);
        int source = line + (first * stride - outside) * pixelStep;
        copy(in, source, stride * pixelStep, to, at + first, last - first);
        Arrays.fill(to, at + last, at + phase, 0);
        at += phase;
      }
    }
  }

  private void copy(float[] from, int f0, int step, float[] to, int t0, int n) {
    switch (step) {
      case 1 -> System.arraycopy(from, f0, to, t0, n);
      case 2 -> kernels.transposition().everySecond(from, f0, to, t0, n);
      default -> {
        for (int i = 0; i < n; i++) {
          to[t0 + i] = from[f0 + i * step];
        }
      }
    }
  }
}
