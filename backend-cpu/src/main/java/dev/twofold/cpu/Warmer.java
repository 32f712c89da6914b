package dev.twofold.cpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that calls routines until they are compiled.
final class Warmer implements AutoCloseable {

  // First it calls what runs wait for; when that is compiled and a run has begun, or nothing has
  // been added for a while, what they can do without. Each is called often enough to be queued for
  // the compiler; in between and behind, the thread looks which have become fast. It lives from the
  // first routine until the last is compiled; a later routine gets another thread. What is not fast
  // after its time is taken for compiled all the same: only speed depends on it.

  private static final long WAIT_NANOS = 8_000_000_000L;
  private static final long LOOK_NANOS = 2_000_000L;
  private static final long QUIET_NANOS = 500_000_000L;

  private final Deque<Job> needed = new ArrayDeque<>();
  private final Deque<Job> others = new ArrayDeque<>();
  private volatile boolean closed;
  private volatile int missing;
  private int unfinished;
  private volatile boolean awaited;
  private long quietFrom;
  private @Nullable Thread thread;

  /// A routine, whether runs wait for it, and who wants to know when it is compiled.
  private record Job(Routine routine, boolean isNeeded, Runnable compiled) {}

  /// Has a routine compiled.
  ///
  /// @param isNeeded whether runs wait for it
  /// @param compiled is called when it is
  synchronized void add(Routine routine, boolean isNeeded, Runnable compiled) {
    if (closed) {
      return;
    }
    (isNeeded ? needed : others).add(new Job(routine, isNeeded, compiled));
    unfinished++;
    missing += isNeeded ? 1 : 0;
    quietFrom = System.nanoTime() + QUIET_NANOS;
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("twofold-cpu-warm-up").start(this::work);
    }
  }

  private void work() {
    List<Job> queued = new ArrayList<>();
    long end = 0;
    while (!closed) {
      Job next = next();
      if (next != null) {
        next.routine().queue(() -> closed);
        queued.add(next);
        end = System.nanoTime() + WAIT_NANOS;
      }
      boolean late = System.nanoTime() > end;
      List<Job> done = queued.stream().filter(job -> late || job.routine().becomesFast()).toList();
      done.forEach(this::finish);
      queued.removeAll(done);
      if (next == null) {
        if (queued.isEmpty() && ends()) {
          return;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private synchronized @Nullable Job next() {
    if (!needed.isEmpty()) {
      return needed.poll();
    }
    boolean turn = missing == 0 && (awaited || System.nanoTime() > quietFrom);
    return turn ? others.poll() : null;
  }

  /// Whether nothing has been added meanwhile; then the thread is said to have ended.
  private synchronized boolean ends() {
    boolean ends = needed.isEmpty() && others.isEmpty();
    if (ends) {
      thread = null;
    }
    return ends;
  }

  private synchronized void finish(Job job) {
    job.compiled().run();
    unfinished--;
    if (job.isNeeded()) {
      missing = Math.max(0, missing - 1);
      notifyAll();
    }
  }

  /// Waits, for a limited time, until all routines are compiled that runs wait for.
  void await() {
    if (!awaited) {
      awaited = true;
    }
    if (missing > 0) {
      awaitUntil(System.nanoTime() + WAIT_NANOS);
    }
  }

  private synchronized void awaitUntil(long end) {
    boolean interrupted = false;
    long left = end - System.nanoTime();
    while (missing > 0 && !closed && left > 0) {
      try {
        wait(left / 1_000_000 + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = end - System.nanoTime();
    }
    missing = 0;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether there is nothing left to compile.
  synchronized boolean isDone() {
    return unfinished == 0;
  }

  /// Ends the thread and waits for its end; what is not compiled by then stays so.
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
      notifyAll();
    }
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
