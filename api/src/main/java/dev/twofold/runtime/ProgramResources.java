package dev.twofold.runtime;

import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendInfo;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a program holds: its kernels, its open backends and a bounded pool of run contexts. Run by
/// the cleaner if the program was never closed, so it must not refer to the program.
final class ProgramResources implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Logs.RUN);

  private final Observer observer;
  private final ProgramPlan plan;
  private final List<Backend> backends;
  private final RunContext[] idle;
  private int idleCount;
  private int created;
  private boolean closed;
  private boolean freed;

  ProgramResources(
      Observer observer, ProgramPlan plan, List<Backend> backends, int concurrentRuns) {
    this.observer = observer;
    this.plan = plan;
    this.backends = List.copyOf(backends);
    this.idle = new RunContext[concurrentRuns];
  }

  List<BackendInfo> backends() {
    return backends.stream().map(Backend::info).toList();
  }

  /// A context for one run, made if none is idle and there may be more; else the caller waits.
  RunContext acquire() {
    synchronized (this) {
      awaitIdle();
      if (closed) {
        throw new IllegalStateException("program '" + observer.model() + "' is closed");
      }
      if (idleCount > 0) {
        return idle[--idleCount];
      }
      created++;
    }
    return create();
  }

  private RunContext create() {
    RunContext context = null;
    try {
      context = new RunContext(plan, observer);
      return context;
    } finally {
      if (context == null) {
        forget();
      }
    }
  }

  private synchronized void forget() {
    created--;
    notifyAll();
  }

  private synchronized void awaitIdle() {
    while (!closed && idleCount == 0 && created == idle.length) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackendException(
            "program '%s': interrupted while %d other runs were under way; compile it for more"
                    .formatted(observer.model(), idle.length)
                + " concurrent runs",
            e);
      }
    }
  }

  synchronized void release(RunContext context) {
    idle[idleCount++] = context;
    notifyAll();
  }

  /// Refuses further runs, waits for those under way, and frees everything once.
  void close() {
    boolean interrupted = false;
    synchronized (this) {
      closed = true;
      notifyAll();
      while (idleCount < created) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (!freed) {
        freed = true;
        free();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void free() {
    plan.steps().forEach(step -> step.kernel().close());
    backends.forEach(Backend::close);
    observer.closed();
  }

  @Override
  public void run() {
    boolean forgotten;
    synchronized (this) {
      forgotten = !freed;
    }
    if (forgotten) {
      log.warn(
          "program '{}' was collected without being closed; close it when done", observer.model());
      close();
    }
  }
}
