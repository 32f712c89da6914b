package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a listener what happens to one program, and keeps what the listener throws from harming
/// it.
///
/// @param model the name of the graph
/// @param backend the id of the chosen backend
/// @param listener who hears
record Observer(String model, String backend, ProgramListener listener) {

  private static final Logger log = LoggerFactory.getLogger(Logs.RUN);

  @SuppressWarnings(
      "ReferenceEquality") // a listener may be equal to anything; this asks which it is
  boolean listens() {
    return listener != ProgramListener.NONE;
  }

  void compiled(Selection selection, ExecutionPlan plan, Duration time) {
    try {
      listener.compiled(model, selection, plan, time);
    } catch (RuntimeException e) {
      ignored(e);
    }
  }

  void ran(long nanos) {
    try {
      listener.ran(model, nanos);
    } catch (RuntimeException e) {
      ignored(e);
    }
  }

  void failed(Throwable cause) {
    try {
      listener.failed(model, cause);
    } catch (RuntimeException e) {
      ignored(e);
    }
  }

  void closed() {
    try {
      listener.closed(model);
    } catch (RuntimeException e) {
      ignored(e);
    }
  }

  private void ignored(RuntimeException e) {
    log.warn("program '{}': its listener threw", model, e);
  }
}
