package dev.twofold.cuda;

import dev.twofold.spi.Arguments;
import dev.twofold.spi.BackendException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What runs need, for as many at the same time as pays.
final class RunPool implements AutoCloseable {

  /*
   * A device does one thing after the other: a second run at the same time copies and waits while the
   * first computes, and a third would only hold memory. The first is made with the program, so that a
   * lack of memory is known then. If there is not enough for the second, all share the first.
   */

  private static final int MOST = 2;

  private static final Logger log = LoggerFactory.getLogger("dev.twofold.backend.cuda");

  private final Supplier<DeviceRun> maker;
  private final @Nullable DeviceRun[] idle = new DeviceRun[MOST];
  private int idleCount;
  private int created;
  private int limit = MOST;
  private boolean closed;

  /// A pool with one run in it.
  ///
  /// @throws BackendException if there is not enough memory
  RunPool(Supplier<DeviceRun> maker) {
    this.maker = maker;
    created = 1;
    release(maker.get());
  }

  /// Runs, as soon as there is what it needs.
  ///
  /// @throws IllegalStateException if the pool is closed
  /// @throws BackendException if the device fails
  void run(Arguments arguments) {
    DeviceRun run = acquire();
    try {
      run.run(arguments);
    } finally {
      release(run);
    }
  }

  private DeviceRun acquire() {
    while (true) {
      DeviceRun idle = idleOrRoom();
      if (idle != null) {
        return idle;
      }
      DeviceRun another = another();
      if (another != null) {
        return another;
      }
    }
  }

  /// One that is idle, or null when one may be made; waits until either is so.
  private synchronized @Nullable DeviceRun idleOrRoom() {
    while (!closed && idleCount == 0 && created >= limit) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackendException(
            "backend 'cuda': interrupted while other runs were under way", e);
      }
    }
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
    if (idleCount == 0) {
      created++;
      return null;
    }
    return idle[--idleCount];
  }

  /// Makes one more; null if there is not enough for it.
  private @Nullable DeviceRun another() {
    DeviceRun made = null;
    try {
      made = maker.get();
    } catch (BackendException e) {
      log.debug("runs at the same time share memory: {}", e.getMessage());
    } finally {
      if (made == null) {
        forget();
      }
    }
    return made;
  }

  private synchronized void forget() {
    created--;
    limit = created;
    notifyAll();
  }

  private synchronized void release(DeviceRun run) {
    idle[idleCount++] = run;
    notifyAll();
  }

  /// Refuses further runs, waits for those under way, and frees everything once.
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    boolean interrupted = false;
    while (idleCount < created) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    while (idleCount > 0) {
      DeviceRun run = idle[--idleCount];
      created--;
      if (run != null) {
        run.close();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
