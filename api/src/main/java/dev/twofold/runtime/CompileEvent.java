package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/// A model was compiled.
@Name("dev.twofold.Compile")
@Label("Compile")
@Category("Twofold")
@StackTrace(false)
@Registered(false)
final class CompileEvent extends Event {

  static {
    Events.register(CompileEvent.class);
  }

  @Label("Model")
  String model = "";

  @Label("Backend")
  String backend = "";

  @Label("Steps")
  int steps;

  @Label("Fallbacks")
  int fallbacks;

  @Label("Packed Weights")
  @DataAmount
  long weightBytes;

  /// Notes what a compilation that has just ended made.
  void commit(String name, Selection selection, ExecutionPlan plan) {
    end();
    if (shouldCommit()) {
      model = name;
      backend = selection.backend();
      steps = plan.steps().size();
      fallbacks = plan.fallbacks().size();
      weightBytes = plan.weightBytes();
      commit();
    }
  }
}
