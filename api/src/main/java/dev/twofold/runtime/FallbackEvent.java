package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/// A node of a model runs on another backend than the chosen one.
@Name("dev.twofold.Fallback")
@Label("Fallback")
@Category("Twofold")
@StackTrace(false)
@Registered(false)
final class FallbackEvent extends Event {

  static {
    Events.register(FallbackEvent.class);
  }

  @Label("Model")
  String model = "";

  @Label("Node")
  String node = "";

  @Label("Backend")
  String backend = "";

  @Label("Reason")
  String reason = "";

  /// Notes one fallback.
  static void commit(String model, ExecutionPlan.Fallback fallback) {
    FallbackEvent event = new FallbackEvent();
    if (event.shouldCommit()) {
      event.model = model;
      event.node = fallback.node();
      event.backend = fallback.backend();
      event.reason = fallback.reason();
      event.commit();
    }
  }
}
