package dev.twofold.runtime;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/// A program ran once. One object per run context, used again by each of its runs.
@Name("dev.twofold.Run")
@Label("Run")
@Category("Twofold")
@StackTrace(false)
@Registered(false)
final class RunEvent extends Event {

  static {
    Events.register(RunEvent.class);
  }

  @Label("Model")
  String model = "";

  @Label("Backend")
  String backend = "";

  @Label("Failed")
  boolean failed;
}
