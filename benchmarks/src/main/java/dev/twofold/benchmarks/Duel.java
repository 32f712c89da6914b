package dev.twofold.benchmarks;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/// Two runners measured in turns.
final class Duel {

  /*
   * Blocks of runs alternate, so that a slow moment of the machine hits both. In front of a block nothing
   * runs for a while, so that the other's threads stop spinning: without, 160-960-160@7 took 295 us on
   * two threads, after 20, 50 and 100 ms 160. The first two runs of a block are thrown away, since
   * the other's data is still in the caches. Before all that, each side runs alone until its compiler has
   * had time.
   */

  private static final int DISCARDED = 2;
  private static final long PAUSE_MILLIS = 50;
  private static final long BLOCK_NANOS = 100_000_000L;
  private static final int MAX_RUNS = 5_000;
  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final int MIN_WARM_UP_RUNS = 5;

  private final Runner ours;
  private final Runner peer;
  private final long budgetNanos;

  Duel(Runner ours, Runner peer, long budgetNanos) {
    this.ours = ours;
    this.peer = peer;
    this.budgetNanos = budgetNanos;
  }

  /// What one side took.
  ///
  /// @param medianMicros the median of all runs, in microseconds
  /// @param minMicros the shortest run, in microseconds
  record Times(double medianMicros, double minMicros) {

    static Times of(long[] nanos) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return new Times(sorted[sorted.length / 2] / 1e3, sorted[0] / 1e3);
    }
  }

  /// What both took.
  record Result(Times ours, Times peer) {}

  Result run() {
    long each = Math.max(warmUp(ours), warmUp(peer));
    int perBlock = Math.clamp(BLOCK_NANOS / each, 3, MAX_RUNS);
    int blocks = Math.clamp(budgetNanos / (2 * each * perBlock), 6, 200);
    long[] ourTimes = new long[blocks * perBlock];
    long[] peerTimes = new long[blocks * perBlock];
    for (int block = 0; block < blocks; block++) {
      measure(ours, ourTimes, block * perBlock, perBlock);
      measure(peer, peerTimes, block * perBlock, perBlock);
    }
    return new Result(Times.of(ourTimes), Times.of(peerTimes));
  }

  private static void measure(Runner runner, long[] times, int from, int count) {
    LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000);
    for (int i = 0; i < DISCARDED; i++) {
      runner.run();
    }
    for (int i = from; i < from + count; i++) {
      long begin = System.nanoTime();
      runner.run();
      times[i] = System.nanoTime() - begin;
    }
  }

  /// Runs one side until it is warm.
  ///
  /// @return the time of the last run, in nanoseconds
  private static long warmUp(Runner runner) {
    long begin = System.nanoTime();
    long last = 0;
    for (int i = 0; i < MIN_WARM_UP_RUNS || System.nanoTime() - begin < WARM_UP_NANOS; i++) {
      long start = System.nanoTime();
      runner.run();
      last = System.nanoTime() - start;
    }
    return Math.max(last, 1);
  }
}
