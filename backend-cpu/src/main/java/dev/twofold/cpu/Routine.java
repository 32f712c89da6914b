package dev.twofold.cpu;

import java.util.function.BooleanSupplier;

/// A vector routine on small data, which tells whether it is compiled by how long it takes.
///
/// @param call runs it once
/// @param work the mult-adds (or what takes as long) of a call
/// @param calls after how many calls HotSpot has its methods queued for compilation
record Routine(Runnable call, long work, int calls) {

  /*
   * HotSpot has C1 compile a method after some 200 calls, with counters. From then on it has C2 compile
   * it from its start after 600 calls if they and the iterations of its loops together exceed 15,000
   * (looking at every 1,024th call), or else after 5,000 calls; but from its middle once iterations
   * alone exceed 40,000. So the first should come well before the last.
   */

  private static final long QUEUE_NANOS = 3_000_000_000L;
  private static final long MOMENT_NANOS = 1_000_000L;

  /// Mult-adds per nanosecond that only compiled vectors reach: tiles reach 20 and more, the general
  /// depthwise loop 1; before C2 has compiled them it is less than 0.2.
  private static final double COMPILED = 0.3;

  /// Whether one call was as fast as compiled ones are.
  private boolean isFast() {
    long start = System.nanoTime();
    call.run();
    return work > COMPILED * (System.nanoTime() - start);
  }

  /// Calls it for a moment or until it is fast: while it waits for the compiler that is lost time, but
  /// where it went through a tier that does not count calls, it still needs them.
  boolean becomesFast() {
    long end = System.nanoTime() + MOMENT_NANOS;
    do {
      if (isFast()) {
        return true;
      }
    } while (System.nanoTime() < end);
    return false;
  }

  /// Calls it often enough, but no longer than a few seconds, to be queued.
  ///
  /// @param ends whether to give up
  void queue(BooleanSupplier ends) {
    long end = System.nanoTime() + QUEUE_NANOS;
    for (int done = 0; done < calls && System.nanoTime() < end && !ends.getAsBoolean(); done++) {
      call.run();
    }
  }
}
