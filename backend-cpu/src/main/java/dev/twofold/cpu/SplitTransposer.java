package dev.twofold.cpu;

import dev.twofold.spi.Arguments;
import dev.twofold.spi.Transposer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Changes memory orders on all threads.
final class SplitTransposer implements Transposer, Workers.Job {

  /*
   * The matrices of the images are cut along their longer side (the pixels), in whole cache lines. One
   * call at a time has the threads, and what it works on stands in fields, so that nothing is allocated;
   * another one meanwhile does all of its work itself.
   */

  /// Fewer elements (about 10 us) are not worth waking a thread for.
  private static final int LEAST_ELEMENTS = 100_000;

  private static final float[] NOTHING = {};
  private static final Arguments NONE = new Arguments(List.of(), List.of(), NOTHING, 0);

  private final Machine machine;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean warm;
  private float[] from = NOTHING;
  private int fromOffset;
  private float[] to = NOTHING;
  private int toOffset;
  private int images;
  private int rows;
  private int columns;

  SplitTransposer(Machine machine) {
    this.machine = machine;
  }

  @Override
  public void transpose(
      float[] from, int fromOffset, float[] to, int toOffset, int images, int rows, int columns) {
    if (!warm) {
      machine.warmUp().transposition();
      machine.warmUp().await();
      warm = true;
    }
    int threads = machine.workers().threads();
    boolean large = (long) images * rows * columns >= LEAST_ELEMENTS;
    if (threads == 1 || !large || !busy.compareAndSet(false, true)) {
      part(from, fromOffset, to, toOffset, images, rows, columns, 0, 1);
      return;
    }
    try {
      this.from = from;
      this.fromOffset = fromOffset;
      this.to = to;
      this.toOffset = toOffset;
      this.images = images;
      this.rows = rows;
      this.columns = columns;
      machine.workers().run(this, NONE, threads);
    } finally {
      this.from = NOTHING;
      this.to = NOTHING;
      busy.set(false);
    }
  }

  @Override
  public void part(Arguments arguments, int part, int of) {
    part(from, fromOffset, to, toOffset, images, rows, columns, part, of);
  }

  private void part(
      float[] in, int i0, float[] out, int o0, int count, int height, int width, int part, int of) {
    boolean wide = width > height;
    int first = bound(wide ? width : height, part, of);
    int end = bound(wide ? width : height, part + 1, of);
    for (int image = 0; image < count; image++) {
      int start = image * height * width;
      machine
          .kernels()
          .transposition()
          .run(
              in,
              i0 + start,
              height,
              width,
              out,
              o0 + start,
              wide ? 0 : first,
              wide ? height : end,
              wide ? first : 0,
              wide ? end : width);
    }
  }

  private static int bound(int length, int part, int of) {
    return part == of
        ? length
        : (int) ((long) length * part / of) / SplitKernel.LINE * SplitKernel.LINE;
  }
}
