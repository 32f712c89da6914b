package dev.twofold.cpu.kernel;

/// A regular or grouped convolution with any window, as a matrix product.
public final class ImplicitGemm {

  // The columns under a block of output pixels are written side by side into workspace,
  //
  //     line of an output row:  [x = 0: kh x ic][x = 1: kh x ic] ...     zeros outside the map
  //     pixel 0:                 <-------- kw columns -------->
  //     pixel 1, stride 1:                       <-------- kw columns -------->
  //
  // and multiplied by the packed weights [kw * kh * ic / groups, oc / groups]: the patches of
  // neighbouring pixels overlap, so with stride 1 every column is written once and not kw times,
  // and each row is a product of its own. Where rows are too short for that, and where windows do
  // not overlap or are dilated, every pixel has columns of its own (a patch), and all rows are one
  // product: rows of 7 pixels, as tiles of 4 and 3, took 1520 us instead of 1249. Lengths up to 11
  // were not measured. The lines of a block fill half of the second cache (three eighths: 512
  // channels on 7 x 7 1062 us instead of 998, a quarter 1154).

  private static final int BLOCK_FLOATS = 131072;
  private static final int MULTIPLE = 12;
  private static final int SHORT_COPY = 32;

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final PackedWeights[] weights;
  private final GemmShape shape;
  private final Finish rest;
  private final int column;
  private final int step;

  private ImplicitGemm(
      Kernels kernels, ConvGeometry geometry, PackedWeights[] weights, Finish finish) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.weights = weights;
    this.rest = finish.afterClip();
    boolean overlap =
        geometry.dilationW() == 1
            && geometry.strideW() < geometry.kw()
            && geometry.ow() >= MULTIPLE;
    this.step = overlap ? geometry.strideW() : geometry.kw();
    this.column = geometry.kh() * geometry.ic() / geometry.groups();
    int k = weights[0].k();
    this.shape = new GemmShape(k, step * column, geometry.oc(), finish.lo(), finish.hi());
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
    int kh = geometry.kh();
    int kw = geometry.kw();
    int taps = kh * kw;
    PackedWeights[] packed = new PackedWeights[geometry.groups()];
    for (int group = 0; group < packed.length; group++) {
      int base = w0 + group * oc * ic * taps;
      packed[group] =
          PackedWeights.of(
              kernels.gemm().panels(taps * ic, oc),
              taps * ic,
              (row, column) -> {
                int y = row / ic % kh;
                int x = row / ic / kh;
                return weights[base + (column * ic + row % ic) * taps + y * kw + x];
              },
              bias,
              b0 + group * oc);
    }
    return new ImplicitGemm(kernels, geometry, packed, finish);
  }

  /// The number of panels that the output channels of a group are cut into.
  public int panels() {
    return weights[0].panels().count();
  }

  /// The floats of workspace that one call of [#run] needs.
  public int workspaceElements() {
    int width = width();
    int rows = width < geometry.ow() ? 1 : Math.min(fit(line(width)), geometry.rows());
    return kernels.gemm().scratchElements() + rows * line(width);
  }

  /// The pixels of a row that are computed at once.
  private int width() {
    int fit = (BLOCK_FLOATS / column - geometry.kw()) / step + 1;
    return Math.min(geometry.ow(), Math.max(MULTIPLE, fit / MULTIPLE * MULTIPLE));
  }

  /// The elements of the columns under so many neighbouring pixels.
  private int line(int pixels) {
    return ((pixels - 1) * step + geometry.kw()) * column;
  }

  private static int fit(int line) {
    return Math.max(1, BLOCK_FLOATS / line);
  }

  /// The size of the packed weights, in bytes.
  public long weightBytes() {
    long bytes = 0;
    for (PackedWeights group : weights) {
      bytes += group.bytes();
    }
    return bytes;
  }

  /// Computes some panels of output pixels; each call gathers the columns anew.
  ///
  /// @param in the input images from `i0`
  /// @param residual the residual images from `r0`, if the finish adds one
  /// @param out the output images from `o0`
  /// @param from the first pixel, counted over all images
  /// @param to the pixel after the last
  /// @param panelFrom the first panel, of every group
  /// @param panelTo the panel after the last
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
      int panelFrom,
      int panelTo,
      float[] workspace,
      int w0) {
    int lines = w0 + kernels.gemm().scratchElements();
    int ow = geometry.ow();
    int width = width();
    int fit = fit(line(width));
    int rows;
    int pixels;
    for (int pixel = from; pixel < to; pixel += rows * pixels) {
      int left = to - pixel;
      int ox = pixel % ow;
      boolean areWhole = ox == 0 && width == ow && left >= ow;
      rows = areWhole ? share(left / ow, fit) : 1;
      pixels = areWhole ? ow : Math.min(width, Math.min(ow - ox, left));
      int at = pixel * geometry.oc();
      for (int group = 0; group < weights.length; group++) {
        for (int i = 0; i < rows; i++) {
          int line = lines + i * line(pixels);
          gather(in, i0, group, pixel / ow + i, ox, pixels, workspace, line);
        }
        int c0 = o0 + at + group * weights[group].panels().columns();
        multiply(group, rows, pixels, panelFrom, panelTo, workspace, lines, out, c0, w0);
      }
      if (!rest.isNone()) {
        finish(out, o0 + at, residual, r0 + at, rows * pixels, panelFrom, panelTo);
      }
    }
  }

  /// How many of so many rows come next if blocks of at most `most` are to be even.
  private static int share(int rows, int most) {
    int blocks = (rows + most - 1) / most;
    return (rows + blocks - 1) / blocks;
  }

  private void multiply(
      int group,
      int rows,
      int pixels,
      int panelFrom,
      int panelTo,
      float[] workspace,
      int lines,
      float[] out,
      int c0,
      int w0) {
    PackedWeights packed = weights[group];
    boolean isOne = step == geometry.kw();
    int runs = isOne ? 1 : rows;
    int run = isOne ? rows * pixels : pixels;
    Gemm gemm = kernels.gemm();
    for (int panel = panelFrom; panel < panelTo; panel++) {
      for (int i = 0; i < runs; i++) {
        int a0 = lines + i * line(run);
        int c1 = c0 + i * run * geometry.oc();
        gemm.multiply(shape, workspace, a0, packed, panel, panel + 1, out, c1, run, workspace, w0);
      }
    }
  }

  private void finish(
      float[] out, int c0, float[] residual, int r0, int pixels, int panelFrom, int panelTo) {
    if (panelTo - panelFrom == panels()) {
      kernels.rows().finish(rest, out, c0, residual, r0, pixels * geometry.oc());
    } else {
      Panels panels = weights[0].panels();
      Pointwise.finish(kernels, rest, panels, panelFrom, panelTo, out, c0, residual, r0, pixels);
    }
  }

  /// Writes the columns under neighbouring pixels of a row.
  private void gather(
      float[] in, int i0, int group, int row, int ox, int pixels, float[] line, int l0) {
    int channels = geometry.ic() / geometry.groups();
    int image = i0 + row / geometry.oh() * geometry.ih() * geometry.inputRow() + group * channels;
    int y0 = row % geometry.oh() * geometry.strideH() - geometry.padTop();
    int x0 = ox * geometry.strideW() - geometry.padLeft();
    int columns = (pixels - 1) * step + geometry.kw();
    for (int kh = 0; kh < geometry.kh(); kh++) {
      int y = y0 + kh * geometry.dilationH();
      boolean isInside = y >= 0 && y < geometry.ih();
      int source = image + y * geometry.inputRow();
      int at = l0 + kh * channels;
      for (int i = 0; i < columns; i++, at += column) {
        int pixel = Math.min(i / step, pixels - 1);
        int x = x0 + pixel * geometry.strideW() + (i - pixel * step) * geometry.dilationW();
        if (isInside && x >= 0 && x < geometry.iw()) {
          copy(in, source + x * geometry.ic(), line, at, channels);
        } else {
          zero(line, at, channels);
        }
      }
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
