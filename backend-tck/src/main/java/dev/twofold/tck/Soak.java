package dev.twofold.tck;

import dev.twofold.spi.BackendProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// A soak test: threads that compile, run and close random networks on one backend, with faults
/// thrown in, for as long as one likes.
///
/// ```java
/// Soak.Report report = Soak.run(AcmeBackendProvider::new, Duration.ofMinutes(10), 16);
/// ```
public final class Soak {

  /*
   * Two legs: the first, a quarter of the time, warms everything up; what lives after it is compared with
   * what lives after the second. Both end with all threads joined, so nothing is measured while it moves.
   */

  private Soak() {}

  /// What lives in the process when nothing runs.
  ///
  /// @param threads the threads
  /// @param heapBytes bytes of live objects
  /// @param directBytes bytes of direct buffers
  /// @param residentBytes resident bytes of the process; 0 where the system does not tell
  /// @param committedBytes bytes that the heap has taken of the process
  public record Footprint(
      int threads, long heapBytes, long directBytes, long residentBytes, long committedBytes) {

    /// What lives once programs that were forgotten have been collected and their threads ended.
    static Footprint now(int threadsBefore) {
      Machine.liveBytes();
      int threads = Machine.threadsSettled(threadsBefore);
      return new Footprint(
          threads,
          Machine.liveBytes(),
          Machine.directBytes(),
          Machine.residentBytes(),
          Machine.committedBytes());
    }

    /// The bytes outside the heap that have come since an earlier footprint: what the process has
    /// grown by, less what the heap has taken.
    public long nativeGrowthSince(Footprint earlier) {
      return residentBytes
          - earlier.residentBytes
          - Math.max(0, committedBytes - earlier.committedBytes);
    }
  }

  /// What happened.
  ///
  /// @param programs programs that were compiled
  /// @param runs runs that gave the right result
  /// @param faults faults that were thrown in and survived
  /// @param problems what went wrong, one line each; empty if nothing did
  /// @param before what lived after the first quarter of the time
  /// @param after what lived at the end
  public record Report(
      long programs,
      long runs,
      long faults,
      List<String> problems,
      Footprint before,
      Footprint after) {

    /// Copies the list.
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /// Soaks a backend.
  ///
  /// @param provider makes providers of the backend
  /// @param time how long
  /// @param threads how many threads compile and run at the same time
  /// @throws InterruptedException if the calling thread is interrupted
  public static Report run(Supplier<BackendProvider> provider, Duration time, int threads)
      throws InterruptedException {
    SoakNetworks networks = new SoakNetworks();
    SoakLog log = new SoakLog();
    leg(provider, networks, log, time.dividedBy(4), threads);
    Footprint before = Footprint.now(0);
    leg(provider, networks, log, time.minus(time.dividedBy(4)), threads);
    Footprint after = Footprint.now(before.threads());
    return new Report(
        log.programs.sum(), log.runs.sum(), log.faults.sum(), log.problems(), before, after);
  }

  private static void leg(
      Supplier<BackendProvider> provider,
      SoakNetworks networks,
      SoakLog log,
      Duration time,
      int threads)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int seed = i;
        workers.add(
            executor.submit(() -> new SoakWorker(provider, networks, log, seed).runUntil(end)));
      }
      for (Future<?> worker : workers) {
        try {
          worker.get();
        } catch (ExecutionException e) {
          log.problem("a thread ended: " + e.getCause());
        }
      }
    }
  }
}
