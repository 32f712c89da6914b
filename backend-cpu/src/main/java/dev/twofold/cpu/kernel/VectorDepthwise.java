package dev.twofold.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Depthwise convolutions with vectors.
final class VectorDepthwise implements Depthwise {

  // Channels lie side by side, so a vector holds L channels of one pixel. Loop order: row, block
  // of L channels, pixels of the row (3 x 3 with stride 1: of two rows). The last block is moved
  // back so that it ends with the channels: some are computed twice, none is masked. Fast loops are
  // in Depthwise3x3 and Depthwise5x5; everything else (other kernels, dilation, fewer than L
  // channels) takes the general loop here. While the fast loops are not compiled, plain ones add in
  // the same order:
  // column by column of the window, with zeros for rows outside the map.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private final boolean compiled;

  /// @param compiled whether the fast loops are used; else plain ones, with the same result to the bit
  VectorDepthwise(boolean compiled) {
    this.compiled = compiled;
  }

  private enum Loop {
    K3_S1("3x3_s1", 3, 1),
    K3_S2("3x3_s2", 3, 2),
    K5_S1("5x5_s1", 5, 1),
    K5_S2("5x5_s2", 5, 2),
    NARROW("narrow_s1", 0, 0),
    GENERAL("general", 0, 0),
    MULTIPLIER("multiplier", 0, 0);

    private final String title;
    private final int kernel;
    private final int stride;

    Loop(String title, int kernel, int stride) {
      this.title = title;
      this.kernel = kernel;
      this.stride = stride;
    }

    boolean fits(ConvGeometry g) {
      int hangs = (g.ow() - 1) * stride - g.padLeft() + kernel - g.iw();
      return g.isSquare(kernel, stride)
          && g.oc() >= L
          && g.iw() >= kernel
          && g.padLeft() <= kernel / 2
          && hangs <= kernel / 2;
    }
  }

  private static Loop choose(ConvGeometry g) {
    if (g.ic() != g.oc()) {
      return Loop.MULTIPLIER;
    }
    if (g.oc() < L && g.strideW() == 1) {
      return Loop.NARROW;
    }
    return Loop.K3_S1.fits(g)
        ? Loop.K3_S1
        : Loop.K3_S2.fits(g)
            ? Loop.K3_S2
            : Loop.K5_S1.fits(g) ? Loop.K5_S1 : Loop.K5_S2.fits(g) ? Loop.K5_S2 : Loop.GENERAL;
  }

  @Override
  public String loop(ConvGeometry geometry) {
    return choose(geometry).title;
  }

  @Override
  public void rows(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float lo,
      float hi,
      float[] in,
      int i0,
      float[] out,
      int o0,
      int from,
      int to) {
    Loop loop = choose(geometry);
    boolean pairs = rowsAtOnce(geometry) == 2;
    int done;
    for (int row = from; row < to; row += done) {
      done = 1;
      int oy = row % geometry.oh();
      int image = i0 + row / geometry.oh() * geometry.ih() * geometry.inputRow();
      int o1 = o0 + row * geometry.outputRow();
      switch (loop) {
        case NARROW -> {
          NarrowDepthwise.row(geometry, weights, in, image, out, o1, oy);
          VectorRowOps.clip(lo, hi, out, o1, geometry.outputRow());
        }
        case GENERAL -> general(geometry, weights, lo, hi, in, image, out, o1, oy);
        case MULTIPLIER -> multiplier(geometry, weights, lo, hi, in, image, out, o1, oy);
        case K3_S1, K3_S2, K5_S1, K5_S2 -> {
          if (compiled) {
            boolean two = pairs && row + 1 < to && Depthwise3x3.fitTwo(geometry, oy);
            blocks(loop, two, geometry, weights, lo, hi, in, image, out, o1, oy);
            done = two ? 2 : 1;
          } else {
            plain(geometry, weights, in, image, out, o1, oy);
            ScalarRowOps.clip(lo, hi, out, o1, geometry.outputRow());
          }
        }
      }
    }
  }

  @Override
  public boolean hasPlainTwin(ConvGeometry geometry) {
    return choose(geometry).kernel > 0;
  }

  @Override
  public int rowsAtOnce(ConvGeometry geometry) {
    return Species.MANY_REGISTERS && choose(geometry) == Loop.K3_S1 ? 2 : 1;
  }

  private static void plain(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy) {
    int channels = geometry.oc();
    for (int ox = 0; ox < geometry.ow(); ox++) {
      int o1 = o0 + ox * channels;
      System.arraycopy(weights.bias(), 0, out, o1, channels);
      int x = ox * geometry.strideW() - geometry.padLeft();
      for (int kw = geometry.kernelColumnFrom(ox); kw < geometry.kernelColumnTo(ox); kw++) {
        for (int kh = 0; kh < geometry.kh(); kh++) {
          int y = oy * geometry.strideH() - geometry.padTop() + kh;
          boolean inside = y >= 0 && y < geometry.ih();
          int at = image + (y * geometry.iw() + x + kw) * channels;
          int tap = (kh * geometry.kw() + kw) * channels;
          accumulate(inside, in, at, weights.data(), tap, out, o1, channels);
        }
      }
    }
  }

  private static void accumulate(
      boolean inside, float[] in, int i0, float[] w, int w0, float[] out, int o0, int channels) {
    for (int c = 0; c < channels; c++) {
      out[o0 + c] = Math.fma(inside ? in[i0 + c] : 0, w[w0 + c], out[o0 + c]);
    }
  }

  /// All channels of a row, or of `two`.
  private static void blocks(
      Loop loop,
      boolean two,
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float lo,
      float hi,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy) {
    int last = geometry.oc() - L;
    for (int c = 0; c < last + L; c += L) {
      int block = Math.min(c, last);
      switch (loop) {
        case K3_S1 -> {
          if (two) {
            Depthwise3x3.s1Two(geometry, weights, block, lo, hi, in, image, out, o0, oy);
          } else {
            Depthwise3x3.s1(geometry, weights, block, lo, hi, in, image, out, o0, oy);
          }
        }
        case K3_S2 -> Depthwise3x3.s2(geometry, weights, block, lo, hi, in, image, out, o0, oy);
        case K5_S1 -> Depthwise5x5.s1(geometry, weights, block, lo, hi, in, image, out, o0, oy);
        case K5_S2 -> Depthwise5x5.s2(geometry, weights, block, lo, hi, in, image, out, o0, oy);
        case NARROW, GENERAL, MULTIPLIER -> throw new AssertionError(loop);
      }
    }
  }

  /// One row with any window, channel multiplier 1.
  private static void general(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float lo,
      float hi,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy) {
    int channels = geometry.oc();
    for (int ox = 0; ox < geometry.ow(); ox++) {
      int o1 = o0 + ox * channels;
      if (channels < L) {
        ScalarDepthwise.pixel(geometry, weights, in, image, out, o1, oy, ox);
      } else {
        pixel(geometry, weights, in, image, out, o1, oy, ox);
      }
    }
    VectorRowOps.clip(lo, hi, out, o0, geometry.outputRow());
  }

  /// One pixel of at least a vector's channels.
  private static void pixel(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy,
      int ox) {
    int rowFrom = geometry.kernelRowFrom(oy);
    int rowTo = geometry.kernelRowTo(oy);
    int columnFrom = geometry.kernelColumnFrom(ox);
    int columnTo = geometry.kernelColumnTo(ox);
    int y0 = oy * geometry.strideH() - geometry.padTop();
    int x0 = ox * geometry.strideW() - geometry.padLeft() + columnFrom * geometry.dilationW();
    int channels = geometry.oc();
    int step = geometry.dilationW() * channels;
    float[] w = weights.data();
    float[] bias = weights.bias();
    int last = channels - L;
    for (int block = 0; block < last + L; block += L) {
      int c = Math.min(block, last);
      FloatVector sum = FloatVector.fromArray(F, bias, c);
      for (int kh = rowFrom; kh < rowTo; kh++) {
        int y = y0 + kh * geometry.dilationH();
        int at = image + (y * geometry.iw() + x0) * channels + c;
        int tap = (kh * geometry.kw() + columnFrom) * channels + c;
        for (int kw = columnFrom; kw < columnTo; kw++, at += step, tap += channels) {
          FloatVector weight = FloatVector.fromArray(F, w, tap);
          sum = FloatVector.fromArray(F, in, at).fma(weight, sum);
        }
      }
      sum.intoArray(out, o0 + c);
    }
  }

  /// One row with any window and several output channels per input channel.
  private static void multiplier(
      ConvGeometry geometry,
      DepthwiseWeights weights,
      float lo,
      float hi,
      float[] in,
      int image,
      float[] out,
      int o0,
      int oy) {
    for (int ox = 0; ox < geometry.ow(); ox++) {
      ScalarDepthwise.pixel(geometry, weights, in, image, out, o0 + ox * geometry.oc(), oy, ox);
    }
    VectorRowOps.clip(lo, hi, out, o0, geometry.outputRow());
  }
}
