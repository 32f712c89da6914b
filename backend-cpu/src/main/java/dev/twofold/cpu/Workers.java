package dev.twofold.cpu;

import dev.twofold.spi.Arguments;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The threads of one open backend. Runs the parts of one job at a time; the caller's thread is one
/// of them.
final class Workers implements AutoCloseable {

  /// What has parts that threads may compute at the same time.
  @FunctionalInterface
  interface Job {

    /// Computes a part.
    ///
    /// @param part its number
    /// @param of how many parts there are
    void part(Arguments arguments, int part, int of);
  }

  /*
   * A job is run with its arguments and a number of parts. The parts are fixed ranges, but who computes
   * which is not: every thread, the caller first, claims the next one until there are none. So a worker
   * that wakes late costs nothing, and an executor that never runs anything leaves the caller to do it
   * all. The caller then waits only for parts that others have begun.
   *
   *   ticket   [ job number : 32 | parts : 16 | next part : 16 ]   claimed by compare-and-set
   *
   * The job's fields are written before the ticket and stay as they are until the last part is done,
   * so whoever holds a part may read them.
   *
   * Workers spin for some 200 microseconds after their last part, more than what lies between two jobs
   * of a network, then park: one that parked between jobs was often woken onto the caller's processor
   * and came too late for all of them (MobileNetV1, two threads beside another library's spinning ones:
   * 9.8 ms a run instead of 7.0). Where threads outnumber processors they spin for 10.
   *
   * One job runs at a time: a second program's run that finds the workers busy computes its parts on its
   * own thread, which is what keeps many programs from crowding the machine.
   */

  private static final int SPINS = 40_000;
  private static final int CROWDED_SPINS = 2000;

  private final AtomicLong ticket = new AtomicLong();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final int threads;
  private final int spins;
  private final @Nullable Executor executor;
  private final Worker[] workers;
  private final Runnable help = this::claimParts;

  private volatile boolean closed;
  private volatile @Nullable Thread waiter;
  private volatile @Nullable Throwable failure;
  private @Nullable Job job;
  private @Nullable Arguments arguments;

  /// Starts threads, unless an executor is given.
  ///
  /// @param threads how many threads work at a time, the caller among them
  Workers(int threads, @Nullable Executor executor) {
    this.threads = threads;
    this.spins = threads <= Runtime.getRuntime().availableProcessors() ? SPINS : CROWDED_SPINS;
    this.executor = executor;
    this.workers = new Worker[executor == null ? threads - 1 : 0];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker("twofold-cpu-" + (i + 1));
      workers[i].start();
    }
  }

  /// The number of threads that work at a time.
  int threads() {
    return threads;
  }

  /// Runs all parts of a job and returns when they are done.
  void run(Job job, Arguments arguments, int parts) {
    if (parts == 1 || closed || !busy.compareAndSet(false, true)) {
      for (int part = 0; part < parts; part++) {
        job.part(arguments, part, parts);
      }
      return;
    }
    try {
      share(job, arguments, parts);
    } finally {
      this.job = null;
      this.arguments = null;
      busy.set(false);
    }
  }

  private void share(Job job, Arguments arguments, int parts) {
    this.job = job;
    this.arguments = arguments;
    failure = null;
    unfinished.set(parts);
    ticket.set(((ticket.get() >>> 32) + 1) << 32 | (long) parts << 16);
    callForHelp(parts - 1);
    claimParts();
    awaitOthers();
    rethrow();
  }

  private void callForHelp(int helpers) {
    if (executor == null) {
      for (int i = 0; i < helpers; i++) {
        workers[i].wake();
      }
      return;
    }
    try {
      for (int i = 0; i < helpers; i++) {
        executor.execute(help);
      }
    } catch (RejectedExecutionException e) {
      // The caller computes what nobody else will.
    }
  }

  private void claimParts() {
    while (true) {
      long now = ticket.get();
      int part = (int) now & 0xFFFF;
      int parts = (int) (now >>> 16) & 0xFFFF;
      if (part >= parts) {
        return;
      }
      if (ticket.compareAndSet(now, now + 1)) {
        compute(part, parts);
      }
    }
  }

  private void compute(int part, int parts) {
    Job now = job;
    Arguments given = arguments;
    try {
      if (now != null && given != null) {
        now.part(given, part, parts);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    if (unfinished.decrementAndGet() == 0) {
      LockSupport.unpark(waiter);
    }
  }

  private void awaitOthers() {
    for (int spin = 0; spin < spins && unfinished.get() != 0; spin++) {
      Thread.onSpinWait();
    }
    if (unfinished.get() != 0) {
      waiter = Thread.currentThread();
      while (unfinished.get() != 0) {
        LockSupport.park(this);
      }
      waiter = null;
    }
  }

  private void rethrow() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /// Ends the threads and waits for their end. Parts that run are finished first.
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Worker worker : workers) {
      worker.wake();
      LockSupport.unpark(worker);
    }
    for (Worker worker : workers) {
      while (worker.isAlive() && worker != Thread.currentThread()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker extends Thread {

    private volatile boolean parked;

    Worker(String name) {
      super(name);
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      while (!closed) {
        claimParts();
        awaitTicket();
      }
    }

    private void awaitTicket() {
      for (int spin = 0; spin < spins; spin++) {
        if (hasParts() || closed) {
          return;
        }
        Thread.onSpinWait();
      }
      parked = true;
      while (!hasParts() && !closed) {
        LockSupport.park(Workers.this);
      }
      parked = false;
    }

    private boolean hasParts() {
      long now = ticket.get();
      return ((int) now & 0xFFFF) < ((int) (now >>> 16) & 0xFFFF);
    }
  }
}
