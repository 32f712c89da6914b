package dev.twofold.cpu.kernel;

/// A 3 x 3 depthwise convolution of `NCHW` images, with its clip.
public final class PlanarDepthwise {

  // Planes are read where they are. Vectors reach a little beyond a plane on both sides; at the
  // ends of an array, where that is not possible, its rows are copied first.

  private static final int KERNEL = 3;
  private static final int TAPS = KERNEL * KERNEL;

  /// The lanes of the longest vectors.
  private static final int LANES = 16;

  private final Kernels kernels;
  private final ConvGeometry geometry;
  private final float[] weights;
  private final float lo;
  private final float hi;

  /// Packs weights.
  ///
  /// @param geometry one that [#takes]
  /// @param weights `[oc, 1, 3, 3]`
  /// @param bias one element per channel
  /// @param finish its clip is applied, the rest is left to the caller
  public PlanarDepthwise(
      Kernels kernels, ConvGeometry geometry, float[] weights, float[] bias, Finish finish) {
    this.kernels = kernels;
    this.geometry = geometry;
    this.weights = new float[geometry.oc() * (TAPS + 1)];
    for (int c = 0; c < geometry.oc(); c++) {
      System.arraycopy(weights, c * TAPS, this.weights, c * (TAPS + 1), TAPS);
      this.weights[c * (TAPS + 1) + TAPS] = bias[c];
    }
    this.lo = finish.lo();
    this.hi = finish.hi();
  }

  /// Whether a convolution can be computed so: 3 x 3, stride 1 or 2, padding of at most 1 to the left, at
  /// the top and at the bottom, one output channel per input channel, and planes that fill a vector.
  public static boolean takes(ConvGeometry g) {
    return (g.isSquare(KERNEL, 1) || g.isSquare(KERNEL, 2))
        && g.ic() == g.oc()
        && g.groups() == g.ic()
        && g.padLeft() <= 1
        && g.padTop() <= 1
        && (g.oh() - 1) * g.strideH() + KERNEL - g.padTop() <= g.ih() + 1
        && g.oh() * g.ow() >= LANES;
  }

  /// The name of the loop, such as `3x3_s1`.
  public static String loop(ConvGeometry geometry) {
    return "3x3_s" + geometry.strideW();
  }

  /// The size of the packed weights, in bytes.
  public long weightBytes() {
    return 4L * weights.length;
  }

  /// The floats of workspace that [#run] and [#runPlanes] need.
  public int workspaceElements() {
    return copiedElements() + geometry.oh() * geometry.ow() + LANES;
  }

  /// Room for the input planes of one call, with their margins.
  private int copiedElements() {
    int planes = geometry.ow() <= LANES / 2 ? 2 : 1;
    return planes * geometry.ih() * geometry.iw() + 2 * Planes.MARGIN;
  }

  /// Elements behind its last row that [#run] needs in the array: it may write them, and the next row or
  /// plane overwrites that.
  public int slack() {
    // Strips of stride 2 do not store their last lane, but a vector that hangs over the end of its
    // array is checked lane by lane. Where a profile has seen that (in one store of 24 of the
    // warm-up), C2 compiles the check into all masked stores, and their loops go to the stack
    // 29 times a round instead of once: up to two thirds more time.
    return Math.max(geometry.strideW() - 1, LANES - geometry.ow());
  }

  /// Computes whole planes.
  ///
  /// @param from the first plane, counted over all images
  /// @param to the plane after the last
  /// @param in all planes from `i0`
  /// @param out all planes from `o0`
  /// @param workspace scratch memory from `w0`
  public void runPlanes(
      int from, int to, float[] in, int i0, float[] out, int o0, float[] workspace, int w0) {
    int channels = geometry.oc();
    int size = geometry.ih() * geometry.iw();
    int n = geometry.oh() * geometry.ow();
    int free = w0 + copiedElements();
    int plane = from;
    while (plane < to) {
      int channel = plane % channels;
      int i = i0 + plane * size;
      int o = o0 + plane * n;
      Planes planes = kernels.planes();
      boolean two = plane + 1 < to && channel + 1 < channels;
      if (two && planes.takesPairs(geometry) && o + 2 * n + LANES <= out.length) {
        boolean apart = isApart(in, i, 2 * size);
        int at = apart ? i : copy(in, i, 0, 2 * size, workspace, w0);
        float[] x = apart ? in : workspace;
        int w = channel * (TAPS + 1);
        planes.depthwisePair(geometry, x, at, weights, w, lo, hi, out, o);
        plane += 2;
      } else if (plane + 1 < to || slack() == 0) {
        run(channel, in, i, out, o, 0, geometry.oh(), workspace, w0);
        plane++;
      } else {
        // What is written behind the last plane belongs to somebody else.
        run(channel, in, i, workspace, free, 0, geometry.oh(), workspace, w0);
        System.arraycopy(workspace, free, out, o, n);
        plane++;
      }
    }
  }

  /// Computes rows of one plane.
  ///
  /// @param channel the plane's channel
  /// @param in the plane from `i0`
  /// @param out receives the rows, the first one at `o0`, and [#slack] elements that mean nothing
  /// @param from the first row
  /// @param to the row after the last
  /// @param workspace scratch memory from `w0`
  public void run(
      int channel,
      float[] in,
      int i0,
      float[] out,
      int o0,
      int from,
      int to,
      float[] workspace,
      int w0) {
    int stride = geometry.strideH();
    boolean apart = isApart(in, i0, geometry.ih() * geometry.iw());
    int first = Math.clamp(from * stride - geometry.padTop(), 0, geometry.ih());
    int end = Math.clamp((to - 1) * stride - geometry.padTop() + KERNEL, first, geometry.ih());
    int columns = geometry.iw();
    int at = apart ? i0 : copy(in, i0, first * columns, end * columns, workspace, w0);
    float[] x = apart ? in : workspace;
    int w = channel * (TAPS + 1);
    kernels.planes().depthwise(geometry, x, at, weights, w, lo, hi, out, o0, from, to);
  }

  /// Whether so many elements lie at a margin from the ends of their array.
  private static boolean isApart(float[] in, int i0, int elements) {
    return i0 >= Planes.MARGIN && i0 + elements + Planes.MARGIN <= in.length;
  }

  /// Copies some elements of a plane to where they lie in a copy of it.
  private static int copy(float[] in, int i0, int from, int to, float[] workspace, int w0) {
    int plane = w0 + Planes.MARGIN;
    System.arraycopy(in, i0 + from, workspace, plane + from, to - from);
    return plane;
  }
}
