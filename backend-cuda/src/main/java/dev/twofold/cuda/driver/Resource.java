package dev.twofold.cuda.driver;

import java.lang.ref.Cleaner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something of the driver's that must be given back: by [#close()], or at last by a cleaner.
abstract sealed class Resource implements AutoCloseable
    permits DeviceBuffer, ExecutableGraph, PinnedBuffer, PtxModule, Stream, Timestamp {

  private static final Logger log = LoggerFactory.getLogger("dev.twofold.backend.cuda");
  private static final Cleaner CLEANER = Cleaner.create();

  /// Gives a handle back to the driver.
  @FunctionalInterface
  interface Release {

    /// The driver's answer.
    int run();
  }

  private final Context context;
  private final State state;
  private final Cleaner.Cleanable cleanable;

  /// A resource that exists now.
  ///
  /// @param what it is, for messages
  /// @param release gives it back; must not know this object
  Resource(Context context, String what, Release release) {
    this.context = context;
    context.retain();
    state = new State(context, what, release);
    cleanable = CLEANER.register(this, state);
  }

  /// What is left of a resource when it is gone.
  private static final class State implements Runnable {
    private final Context context;
    private final String what;
    private final Release release;
    private volatile boolean closed;

    State(Context context, String what, Release release) {
      this.context = context;
      this.what = what;
      this.release = release;
    }

    /// Runs once, by whoever comes first. A device that is lost refuses, which changes nothing.
    @Override
    public void run() {
      if (!closed) {
        log.warn("{}: {} was collected without being closed", context.name(), what);
      }
      try {
        context.use();
        int code = release.run();
        if (code != 0) {
          log.debug("{}: {}", context.name(), Failure.said(code, "freeing " + what));
        }
      } catch (RuntimeException e) {
        log.debug("{} could not be freed: {}", what, e.getMessage());
      } finally {
        context.release();
      }
    }
  }

  /// The context, for a call about this resource.
  ///
  /// @throws IllegalStateException if it is closed
  final Context context() {
    if (state.closed) {
      throw new IllegalStateException(context.name() + ": " + state.what + " is closed");
    }
    return context;
  }

  /// Gives it back. Does nothing when called again.
  @Override
  public final void close() {
    state.closed = true;
    cleanable.clean();
  }
}
