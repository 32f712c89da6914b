package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Broadcast;
import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.DepthwiseWeights;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.PackedWeights;
import dev.twofold.cpu.kernel.Panels;
import dev.twofold.cpu.kernel.PlanarDepthwise;
import dev.twofold.cpu.kernel.PlanarPointwise;
import dev.twofold.cpu.kernel.Pointwise;
import dev.twofold.cpu.kernel.RowOps;
import dev.twofold.cpu.kernel.Stem;
import dev.twofold.cpu.kernel.Transposition;
import dev.twofold.cpu.kernel.WarmingKernels;
import dev.twofold.cpu.kernel.WarmingKernels.Part;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gets the vector routines that a program will use compiled, by calling them on small data.
final class WarmUp implements AutoCloseable {

  /*
   * Interpreted vectors are objects and a thousand times slower. Left alone, a first run spends seconds
   * in a few calls with long loops; HotSpot then compiles those loops from their middle (on-stack
   * replacement), which for a tile of 24 sums takes C2 seconds (5.5 s seen, 0.3 s for the whole method),
   * and nothing else is compiled meanwhile. Many calls with short loops have the method compiled as a
   * whole, at once.
   *
   * Each routine is warmed once per process, on a thread of its own, while the rest of a program is
   * prepared. First runs do without what is not compiled yet ([WarmingKernels]) or wait for what has no
   * plain twin, or for everything if the caller would rather. All waiting is bounded in time, and it is
   * only speed that depends on it. MobileNetV2 beside other work on both cores: 9 ms a run with these
   * numbers for tiles, 70 to 260 ms where they had 24 iterations and 700 calls, which left most of them
   * to on-stack replacement.
   */

  /// Iterations of a tile's loop in a call, and the calls that it takes with them.
  private static final int LOOP = 8;

  private static final int TILE_CALLS = 2600;

  /// With 54 to 108 iterations in two to four tiles.
  private static final int STEM_CALLS = 450;

  /// With 30 rows of some 7 iterations.
  private static final int DEPTHWISE_CALLS = 80;

  private static final int PLANE_ROWS = 8;

  /// With two strips of so many rows, and as many vectors to pack.
  private static final int PLANE_CALLS = 1000;

  /// With four pairs of 8 or 9 rows.
  private static final int PAIR_CALLS = 500;

  /// With 16 blocks, which have no loop.
  private static final int TRANSPOSITION_CALLS = 400;

  /// With 40 iterations, or ten times 8.
  private static final int ROW_CALLS = 1000;

  /// The elements of a run: compiled, 0.1 to 0.5 us; with objects for vectors, 5 us and more.
  static final int ROW = 640;

  private static final int FEWEST_CHANNELS = 16;

  /// What this process has compiled, for whichever backend.
  private static final Set<String> COMPILED = ConcurrentHashMap.newKeySet();

  private final boolean useful;
  private final Kernels kernels;
  private final @Nullable WarmingKernels warming;
  private final Warmer warmer = new Warmer();
  private final Set<String> known = new HashSet<>();

  /// Everything is waited for.
  WarmUp(Kernels kernels) {
    this(kernels, null);
  }

  /// @param kernels whose routines are warmed
  /// @param warming who does without tiles that are not compiled; if nobody, they are waited for too
  WarmUp(Kernels kernels, @Nullable WarmingKernels warming) {
    this.kernels = kernels;
    this.useful = kernels.vectorBits() > Float.SIZE;
    this.warming = warming;
  }

  /// Has a routine compiled that runs wait for.
  private void add(String name, Supplier<Routine> routine) {
    if (isNew(name)) {
      warmer.add(routine.get(), true, () -> COMPILED.add(name));
    }
  }

  /// Has a routine compiled that runs can do without, if kernels know how.
  private void add(String name, Part part, int width, Supplier<Routine> routine) {
    WarmingKernels told = warming;
    if (told == null) {
      add(name, routine);
    } else if (isNew(name)) {
      told.cold(part, width);
      Runnable compiled =
          () -> {
            told.compiled(part, width);
            COMPILED.add(name);
          };
      warmer.add(routine.get(), false, compiled);
    }
  }

  private synchronized boolean isNew(String name) {
    return useful && known.add(name) && !COMPILED.contains(name);
  }

  /// The number of different routines that were asked for and are worth warming.
  synchronized int routines() {
    return known.size();
  }

  /// Whether nothing is left to compile.
  boolean isWarm() {
    return warmer.isDone();
  }

  /// Waits, for a limited time, until all routines are fast that runs cannot do without.
  void await() {
    warmer.await();
  }

  /// The tiles for products of `k` terms, so many output channels and pixels.
  void tiles(int k, int oc, int pixels) {
    Panels panels = kernels.gemm().panels(k, oc);
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int rows = Math.min(pixels, kernels.gemm().everyHeight(width));
      String name = "tiles of " + width + " by " + rows;
      add(name, Part.TILES, width, () -> product(width, rows));
    }
  }

  private Routine product(int width, int rows) {
    PackedWeights weights =
        PackedWeights.of(
            kernels.gemm().panels(LOOP, width), LOOP, (_, _) -> 1, new float[width], 0);
    Pointwise pointwise = new Pointwise(kernels, weights, Finish.NONE);
    float[] in = new float[rows * LOOP];
    float[] out = new float[rows * width];
    float[] scratch = new float[pointwise.workspaceElements()];
    int panels = pointwise.panels();
    return new Routine(
        () -> pointwise.run(in, 0, in, 0, out, 0, 0, rows, 0, panels, scratch, 0),
        (long) rows * LOOP * width,
        TILE_CALLS);
  }

  /// The tiles of a first convolution, and what copies its rows.
  void stem(int oc) {
    Panels panels = kernels.gemm().panels(LOOP, oc);
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      add("stem of " + width, Part.TAPS, width, () -> stemTiles(width));
    }
    add("every second", Part.TRANSPOSITION, 0, this::everySecond);
  }

  /// Half of the elements of a row.
  private Routine everySecond() {
    float[] in = new float[2 * ROW];
    float[] out = new float[ROW];
    return new Routine(
        () -> kernels.transposition().everySecond(in, 0, out, 0, ROW), ROW, ROW_CALLS);
  }

  private Routine stemTiles(int width) {
    ConvGeometry g = geometry(3, 26, 3, 1, 24, width, 3, 1, 0, 1);
    float[] weights = new float[27 * width];
    Stem stem = Stem.of(kernels, g, true, weights, 0, new float[width], 0, Finish.NONE);
    float[] in = new float[3 * 26 * 3];
    float[] out = new float[24 * width];
    float[] scratch = new float[stem.workspaceElements()];
    return new Routine(
        () -> stem.run(in, 0, in, 0, out, 0, 0, 1, scratch, 0), 24L * 27 * width, STEM_CALLS);
  }

  /// The loops over depthwise rows, on an odd and an even map: both ways that a row can end.
  void depthwise(ConvGeometry geometry) {
    int kernel = geometry.kh();
    boolean usual = kernel == geometry.kw() && kernel % 2 == 1 && kernel > 1;
    if (usual && geometry.ic() == geometry.oc() && geometry.ic() >= FEWEST_CHANNELS) {
      String name = "depthwise " + kernels.depthwise().loop(geometry);
      if (kernels.depthwise().hasPlainTwin(geometry)) {
        add(name, Part.DEPTHWISE, 0, () -> depthwiseRows(geometry, 1));
      } else {
        add(name, () -> depthwiseRows(geometry, 1));
      }
      int atOnce = kernels.depthwise().rowsAtOnce(geometry);
      if (atOnce > 1) {
        String more = name + ", rows at once";
        add(more, Part.DEPTHWISE, 0, () -> depthwiseRows(geometry, atOnce));
      }
    }
  }

  private Routine depthwiseRows(ConvGeometry geometry, int atOnce) {
    int kernel = geometry.kh();
    Runnable odd = rows(geometry, 2 * kernel + 1, atOnce);
    Runnable even = rows(geometry, 2 * kernel + 2, atOnce);
    Runnable both =
        () -> {
          odd.run();
          even.run();
        };
    int outputs = 2 * (2 * kernel / geometry.strideH()) * (2 * kernel / geometry.strideH());
    long work = (long) outputs * channels(geometry) * kernel * kernel;
    return new Routine(both, work, DEPTHWISE_CALLS * atOnce);
  }

  private static int channels(ConvGeometry geometry) {
    return Math.min(geometry.ic(), 32);
  }

  private Runnable rows(ConvGeometry geometry, int size, int atOnce) {
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
    return () -> {
      for (int row = 0; row < small; row += atOnce) {
        int to = Math.min(small, row + atOnce);
        kernels.depthwise().rows(g, weights, -none, none, in, 0, out, 0, row, to);
      }
    };
  }

  /// Depthwise convolutions of planes, and packing their pixels.
  void planes(ConvGeometry geometry) {
    int stride = geometry.strideH();
    if (kernels.planes().takesPairs(geometry)) {
      add("pairs " + PlanarDepthwise.loop(geometry), Part.PLANES, 0, () -> planePairs(stride));
    }
    add("planes " + PlanarDepthwise.loop(geometry), Part.PLANES, 0, () -> planes(stride));
  }

  private static PlanarDepthwise planar(Kernels kernels, ConvGeometry g) {
    return new PlanarDepthwise(kernels, g, new float[9 * g.oc()], new float[g.oc()], Finish.NONE);
  }

  private Routine planes(int stride) {
    int columns = 2 * kernels.vectorBits() / Float.SIZE;
    ConvGeometry g =
        geometry(PLANE_ROWS * stride, columns * stride, 1, PLANE_ROWS, columns, 1, 3, stride, 1, 1);
    PlanarDepthwise depthwise = planar(kernels, g);
    float[] none = new float[1];
    PlanarPointwise pointwise =
        new PlanarPointwise(
            kernels, 1, 1, none, none, columns, PLANE_ROWS, g.pixels(), Finish.NONE);
    float[] in = new float[g.ih() * g.iw()];
    float[] out = new float[g.pixels() + depthwise.slack()];
    float[] packed = new float[pointwise.packedElements(PLANE_ROWS)];
    float[] workspace = new float[depthwise.workspaceElements()];
    return new Routine(
        () -> {
          depthwise.run(0, in, 0, out, 0, 0, PLANE_ROWS, workspace, 0);
          pointwise.pack(0, out, 0, PLANE_ROWS, packed, 0);
        },
        9L * g.pixels(),
        PLANE_CALLS);
  }

  private Routine planePairs(int stride) {
    ConvGeometry g = geometry(7 * stride, 7 * stride, 8, 7, 7, 8, 3, stride, 1, 8);
    PlanarDepthwise depthwise = planar(kernels, g);
    float[] in = new float[g.oc() * g.ih() * g.iw()];
    float[] out = new float[g.oc() * g.pixels()];
    float[] workspace = new float[depthwise.workspaceElements()];
    return new Routine(
        () -> depthwise.runPlanes(0, g.oc(), in, 0, out, 0, workspace, 0),
        9L * out.length,
        PAIR_CALLS);
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
    add(
        name,
        Part.ROWS,
        0,
        () -> new Routine(() -> call.run(kernels.rows(), a, b, ROW), ROW, ROW_CALLS));
  }

  /// The arithmetic of two runs of elements, or of one and a number. Of powers only squares have a
  /// vector loop.
  void combine(RowOps.Operation operation, Broadcast.Staying staying) {
    if (operation == RowOps.Operation.POW && staying != Broadcast.Staying.RIGHT) {
      return;
    }
    RowCall call =
        switch (staying) {
          case NEITHER -> (rows, a, b, n) -> rows.combine(operation, a, 0, b, 0, a, 0, n);
          case LEFT -> (rows, a, b, n) -> rows.combineLeft(operation, 2, b, 0, a, 0, n);
          case RIGHT -> (rows, a, b, n) -> rows.combineRight(operation, b, 0, 2, a, 0, n);
        };
    rows(operation + " " + staying, call);
  }

  /// A function of a run of elements.
  void function(RowOps.Function function) {
    rows(function.toString(), (rows, a, b, n) -> rows.apply(function, a, 0, b, 0, n));
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
        Part.TRANSPOSITION,
        0,
        () ->
            new Routine(
                () -> {
                  turn.run(in, 0, side, 2 * side, out, 0, 0, side, 0, 2 * side);
                  turn.run(in, 0, 2 * side, side, out, 0, 0, 2 * side, 0, side);
                },
                2L * in.length,
                TRANSPOSITION_CALLS));
  }

  private static ConvGeometry geometry(
      int ih, int iw, int ic, int oh, int ow, int oc, int kernel, int stride, int pad, int groups) {
    return new ConvGeometry(
        1, ih, iw, ic, oh, ow, oc, kernel, kernel, stride, stride, pad, pad, 1, 1, groups);
  }

  /// Ends what is still being compiled.
  @Override
  public void close() {
    warmer.close();
  }
}
