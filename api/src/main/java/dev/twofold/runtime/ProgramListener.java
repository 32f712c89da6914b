package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan;
import java.time.Duration;

/// Hears what becomes of programs: for metrics, which no library should choose for its users. Every
/// method does nothing unless overridden.
///
/// **Contract.** Quick: it is called by the thread that compiles, runs or closes. [#ran] is told
/// numbers only, so that runs go on allocating nothing if it does.
///
/// **Threads.** All methods may be called from several threads at once.
///
/// **Errors.** What a listener throws is logged and changes nothing for the program.
public interface ProgramListener {

  /// Hears nothing.
  ProgramListener NONE = new ProgramListener() {};

  /// A model was compiled.
  ///
  /// @param model the name of its graph
  /// @param selection the backend that was chosen, and why
  /// @param plan what runs where
  /// @param time how long it took
  default void compiled(String model, Selection selection, ExecutionPlan plan, Duration time) {}

  /// A program ran once.
  ///
  /// @param model the name of its graph
  /// @param nanos how long it took, copying in and out included, in nanoseconds
  default void ran(String model, long nanos) {}

  /// A run failed, with what its caller is about to catch.
  ///
  /// @param model the name of its graph
  /// @param cause what was thrown
  default void failed(String model, Throwable cause) {}

  /// A program was closed and has freed what it held.
  ///
  /// @param model the name of its graph
  default void closed(String model) {}
}
