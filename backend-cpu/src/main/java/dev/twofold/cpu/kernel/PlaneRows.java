package dev.twofold.cpu.kernel;

/// How the rows of a plane lie in scratch memory, so that a 3 x 3 convolution needs no code for borders.
public final class PlaneRows {

  // Zeros lie around the columns of the input, and with stride 2 the padded columns are sorted:
  //
  //     stride 1   0 x0 x1 x2 x3 x4 0 ...             taps begin at 0, 1, 2
  //     stride 2   0 x1 x3 ... | x0 x2 x4 0 ...       taps begin at 0, half, 1
  //
  // so that the outputs of a row read each tap's columns side by side.

  private static final int L = Species.WIDE_LENGTH;
  private static final int KERNEL = 3;

  private final ConvGeometry geometry;
  private final int half;
  private final int pitch;

  /// The rows of a convolution that [#take] says yes to.
  public PlaneRows(ConvGeometry geometry) {
    this.geometry = geometry;
    int stride = geometry.strideW();
    int columns = geometry.padLeft() + up(geometry.iw(), stride * L);
    int reach = Math.max(geometry.ow(), L) + KERNEL - 1;
    this.half = up(Math.max((columns + stride - 1) / stride + 1, reach), L);
    this.pitch = stride * half;
  }

  private static int up(int n, int multiple) {
    return (n + multiple - 1) / multiple * multiple;
  }

  /// Whether a convolution can be computed so: 3 x 3, stride 1 or 2, padding 0 or 1 to the left, one
  /// output channel per input channel, and planes that fill a vector.
  public static boolean take(ConvGeometry g) {
    return (g.isSquare(KERNEL, 1) || g.isSquare(KERNEL, 2))
        && g.ic() == g.oc()
        && g.groups() == g.ic()
        && g.padLeft() <= 1
        && g.oh() * g.ow() >= L;
  }

  /// The name of the loop, such as `3x3_s1`.
  public String loop() {
    return "3x3_s" + stride();
  }

  /// Elements from one row to the next.
  public int pitch() {
    return pitch;
  }

  /// Elements that the last row of an output may run over its end.
  public int slack() {
    return Math.max(0, L - geometry.ow());
  }

  int inputColumns() {
    return geometry.iw();
  }

  int outputColumns() {
    return geometry.ow();
  }

  int stride() {
    return geometry.strideW();
  }

  /// Where the middle tap of the first output column lies in a row.
  int middle() {
    return stride() == 1 ? 1 : half;
  }

  /// Where the right tap of the first output column lies in a row.
  int right() {
    return stride() == 1 ? 2 : 1;
  }

  /// Where input column 0 lies in a row; with stride 2, the even columns begin there.
  int even() {
    return stride() == 1 ? geometry.padLeft() : geometry.padLeft() * half;
  }

  /// Where input column 1 lies in a row; with stride 2, the odd columns begin there.
  int odd() {
    return stride() == 1 ? even() + 1 : geometry.padLeft() == 0 ? half : 1;
  }
}
