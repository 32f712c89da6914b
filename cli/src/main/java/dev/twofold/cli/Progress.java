package dev.twofold.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows on standard error that something is going on, if it takes longer than a second: a bar where
/// a person watches, else one line.
final class Progress implements AutoCloseable {

  private static final int UNKNOWN = -1;
  private static final int COLUMNS = 100;

  private final Console console;
  private final String task;
  private final long steps;
  private final AtomicLong done = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread watcher;

  private Progress(Console console, String task, long steps) {
    this.console = console;
    this.task = task;
    this.steps = steps;
    this.watcher = Thread.ofPlatform().daemon().name("progress").start(this::watch);
  }

  /// Progress of something that takes a time nobody knows.
  static Progress of(Console console, String task) {
    return new Progress(console, task, UNKNOWN);
  }

  /// Progress of something in steps of about equal length.
  static Progress of(Console console, String task, long steps) {
    return new Progress(console, task, steps);
  }

  /// One more step is done.
  void step() {
    done.incrementAndGet();
  }

  private void watch() {
    try {
      if (closed.await(1, TimeUnit.SECONDS)) {
        return;
      }
      if (console.interactive()) {
        draw();
      } else {
        console.note("%s ...", task);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void draw() throws InterruptedException {
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setConsumer(new ConsoleProgressBarConsumer(err, COLUMNS))
            .setUpdateIntervalMillis(100)
            .clearDisplayOnFinish()
            .build()) {
      do {
        bar.stepTo(done.get());
      } while (!closed.await(100, TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      watcher.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
