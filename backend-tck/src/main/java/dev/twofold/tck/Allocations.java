package dev.twofold.tck;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Heap allocation of code in its steady state, for tests that it is nothing.
///
/// The virtual machine allocates a little of its own at moments nobody can foresee (it links a
/// call, specialises a lambda form), and vectors are objects until their method is compiled. So one
/// measurement proves nothing: code that allocates nothing gets to 0 sooner or later, code that
/// allocates never does, however long it is given.
public final class Allocations {

  private static final long PAUSE_NANOS = 1_000_000;
  private static final long LONG_NANOS = 10_000_000;

  private Allocations() {}

  /// Runs some code in batches until one allocates nothing or time is up.
  ///
  /// @param patience how long to wait until a whole batch allocates nothing
  /// @param runs the runs of one batch, for what allocates now and then only shows in many; but where
  ///   a run takes over 10 ms a batch is one, since other threads allocate something meanwhile
  /// @param code what to measure; at least one batch of it is run
  /// @return the least that a batch allocated on the heap, in bytes, on all threads
  public static long least(Duration patience, int runs, Runnable code) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long end = System.nanoTime() + patience.toNanos();
    long least = Long.MAX_VALUE;
    int batch = runs;
    do {
      long begin = System.nanoTime();
      long before = threads.getTotalThreadAllocatedBytes();
      for (int run = 0; run < batch; run++) {
        code.run();
      }
      least = Math.min(least, threads.getTotalThreadAllocatedBytes() - before);
      batch = (System.nanoTime() - begin) / batch > LONG_NANOS ? 1 : runs;
      LockSupport.parkNanos(least == 0 ? 1 : PAUSE_NANOS);
    } while (least != 0 && System.nanoTime() < end);
    return least;
  }
}
