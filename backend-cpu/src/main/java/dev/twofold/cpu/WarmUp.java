package dev.twofold.cpu;

import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.DepthwiseWeights;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.PackedWeights;
import dev.twofold.cpu.kernel.Panels;
import dev.twofold.cpu.kernel.Pointwise;
import dev.twofold.cpu.kernel.RowOps;
import dev.twofold.cpu.kernel.Stem;
import dev.twofold.cpu.kernel.Transposition;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Gets the vector routines that a program will use compiled before its first run, on small data.
final class WarmUp {

  /*
   * Interpreted vectors are objects and a thousand times slower. Left alone, a first run spends seconds
   * in a few calls with long loops; HotSpot then compiles those loops from their middle (on-stack
   * replacement), which for a tile of 24 sums takes C2 seconds (5.5 s seen, 0.3 s for the whole method),
   * and nothing else is compiled meanwhile. Many calls with short loops have the method compiled as a
   * whole, at once.
   *
   * HotSpot has C2 compile a method from its start once calls and loop iterations together exceed
   * 15,000 (looking at every 1,024th call), but from its middle once iterations alone exceed 40,000;
   * both count from when C1 has compiled it, after some 200 calls. With 8 iterations a call, 2,600
   * calls pass the first limit well below the second.
   *
   * Each routine is warmed once per backend, in two steps: when a kernel is prepared it is called
   * often enough to be queued for compilation; the first run waits until all are fast, looking now and
   * then only. Both steps are bounded in time, and it is only speed that depends on them. MobileNetV2
   * beside other work on both cores: 9 ms a run with these numbers, 70 to 260 ms with 24 iterations
   * and 700 calls, which left most tiles to on-stack replacement.
   */

  private static final int LOOP = 8;
  private static final int CALLS = 2600;
  private static final long QUEUE_NANOS = 3_000_000_000L;
  private static final long WAIT_NANOS = 8_000_000_000L;
  private static final long LOOK_NANOS = 2_000_000L;
  private static final int SURE = 20;

  /// The elements of a run: compiled, 0.1 to 0.5 us; with objects for vectors, 5 us and more.
  static final int ROW = 512;

  private static final int FEWEST_CHANNELS = 16;

  /// Mult-adds per nanosecond that only compiled vectors reach: tiles reach 20 and more, the general
  /// depthwise loop 1; before C2 has compiled them it is less than 0.2.
  private static final double COMPILED = 0.3;

  private final boolean useful;
  private final Kernels kernels;
  private final Set<String> known = new HashSet<>();
  private final Map<String, Routine> cold = new LinkedHashMap<>();
  private volatile boolean warm = true;

  /// A call and the mult-adds (or what takes as long) that it does.
  private record Routine(Runnable call, long work) {

    boolean isFast() {
      long start = System.nanoTime();
      call.run();
      return work > COMPILED * (System.nanoTime() - start);
    }
  }

  WarmUp(Kernels kernels) {
    this.kernels = kernels;
    this.useful = kernels.vectorBits() > Float.SIZE;
  }

  private synchronized void add(String name, Runnable call, long work) {
    if (!useful || !known.add(name)) {
      return;
    }
    Routine routine = new Routine(call, work);
    long end = System.nanoTime() + QUEUE_NANOS;
    int fast = 0;
    for (int calls = 0; calls < CALLS && System.nanoTime() < end; calls++) {
      fast = routine.isFast() ? fast + 1 : 0;
      if (fast == SURE) {
        return;
      }
    }
    cold.put(name, routine);
    warm = false;
  }

  /// The number of different routines that were asked for and are worth warming.
  synchronized int routines() {
    return known.size();
  }

  /// Whether nothing is left to wait for.
  boolean isWarm() {
    return warm;
  }

  /// Waits, for a limited time and once, until all routines are fast.
  void await() {
    if (!warm) {
      awaitAll();
    }
  }

  private synchronized void awaitAll() {
    long end = System.nanoTime() + WAIT_NANOS;
    while (!cold.isEmpty() && System.nanoTime() < end) {
      for (Iterator<Routine> rest = cold.values().iterator(); rest.hasNext(); ) {
        if (rest.next().isFast()) {
          rest.remove();
        }
      }
      LockSupport.parkNanos(cold.isEmpty() ? 1 : LOOK_NANOS);
    }
    cold.clear();
    warm = true;
  }

  /// The tiles for so many output channels and pixels.
  void tiles(int oc, int pixels) {
    Panels panels = kernels.gemm().panels(oc);
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int rows = Math.min(pixels, kernels.gemm().everyHeight(width));
      add("tiles of " + width + " by " + rows, product(width, rows), (long) rows * LOOP * width);
    }
  }

  private Runnable product(int width, int rows) {
    PackedWeights weights =
        PackedWeights.of(kernels.gemm().panels(width), LOOP, (_, _) -> 1, new float[width], 0);
    Pointwise pointwise = new Pointwise(kernels, weights, Finish.NONE);
    float[] in = new float[rows * LOOP];
    float[] out = new float[rows * width];
    float[] scratch = new float[pointwise.workspaceElements()];
    int panels = pointwise.panels();
    return () -> pointwise.run(in, 0, in, 0, out, 0, 0, rows, 0, panels, scratch, 0);
  }

  /// The tiles of a first convolution.
  void stem(int oc) {
    Panels panels = kernels.gemm().panels(oc);
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      ConvGeometry g = geometry(3, 26, 3, 1, 24, width, 3, 1, 0, 1);
      Stem stem =
          Stem.of(kernels, g, true, new float[27 * width], 0, new float[width], 0, Finish.NONE);
      float[] in = new float[3 * 26 * 3];
      float[] out = new float[24 * width];
      float[] scratch = new float[stem.workspaceElements()];
      add(
          "stem of " + width,
          () -> stem.run(in, 0, in, 0, out, 0, 0, 1, scratch, 0),
          24L * 27 * width);
    }
  }

  /// A loop over depthwise rows, on an odd and an even map: both ways that a row can end.
  void depthwise(ConvGeometry geometry) {
    int kernel = geometry.kh();
    boolean usual = kernel == geometry.kw() && kernel % 2 == 1 && kernel > 1;
    if (usual && geometry.ic() == geometry.oc() && geometry.ic() >= FEWEST_CHANNELS) {
      Runnable odd = rows(geometry, 2 * kernel + 1);
      Runnable even = rows(geometry, 2 * kernel + 2);
      Runnable both =
          () -> {
            odd.run();
            even.run();
          };
      int outputs = 2 * (2 * kernel / geometry.strideH()) * (2 * kernel / geometry.strideH());
      long work = (long) outputs * channels(geometry) * kernel * kernel;
      add("depthwise " + kernels.depthwise().loop(geometry), both, work);
    }
  }

  private static int channels(ConvGeometry geometry) {
    return Math.min(geometry.ic(), 32);
  }

  private Runnable rows(ConvGeometry geometry, int size) {
    int kernel = geometry.kh();
    int stride = geometry.strideH();
    int channels = channels(geometry);
    int small = (size - 1) / stride + 1;
    ConvGeometry g =
        geometry(
            size, size, channels, small, small, channels, kernel, stride, kernel / 2, channels);
    DepthwiseWeights weights =
        DepthwiseWeights.of(g, new float[kernel * kernel * channels], 0, new float[channels], 0);
    float[] in = new float[size * size * channels];
    float[] out = new float[small * small * channels];
    float none = Float.POSITIVE_INFINITY;
    return () -> kernels.depthwise().rows(g, weights, -none, none, in, 0, out, 0, 0, small);
  }

  /// An operation on two runs of elements.
  @FunctionalInterface
  interface RowCall {

    /// Runs it on `n` elements of both.
    void run(RowOps rows, float[] a, float[] b, int n);
  }

  /// An operation on runs of elements.
  void rows(String name, RowCall call) {
    float[] a = new float[ROW];
    float[] b = new float[ROW];
    add(name, () -> call.run(kernels.rows(), a, b, ROW), ROW);
  }

  /// The arithmetic of two runs of elements.
  void combine(RowOps.Operation operation) {
    rows(operation.name(), (rows, a, b, n) -> rows.combine(operation, a, 0, b, 0, a, 0, n));
  }

  /// An activation or residual addition behind sums.
  void finish(Finish finish) {
    if (!finish.isNone()) {
      rows(finish.toString(), (rows, a, b, n) -> rows.finish(finish, a, 0, b, 0, n));
    }
  }

  /// Changes of memory order, along rows and along columns.
  void transposition() {
    int side = 32;
    float[] in = new float[side * side * 2];
    float[] out = new float[in.length];
    Transposition turn = kernels.transposition();
    add(
        "transposition",
        () -> {
          turn.run(in, 0, side, 2 * side, out, 0, 0, side, 0, 2 * side);
          turn.run(in, 0, 2 * side, side, out, 0, 0, 2 * side, 0, side);
        },
        2L * in.length);
  }

  private static ConvGeometry geometry(
      int ih, int iw, int ic, int oh, int ow, int oc, int kernel, int stride, int pad, int groups) {
    return new ConvGeometry(
        1, ih, iw, ic, oh, ow, oc, kernel, kernel, stride, stride, pad, pad, 1, 1, groups);
  }
}
