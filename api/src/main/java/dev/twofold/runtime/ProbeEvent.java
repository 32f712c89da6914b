package dev.twofold.runtime;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/// A provider of a backend was made and probed.
@Name("dev.twofold.Probe")
@Label("Backend Probe")
@Category("Twofold")
@StackTrace(false)
@Registered(false)
final class ProbeEvent extends Event {

  static {
    Events.register(ProbeEvent.class);
  }

  @Label("Backend")
  String backend = "";

  @Label("Origin")
  String origin = "";

  @Label("Available")
  boolean available;

  /// Notes what a probe that has just ended told.
  void commit(BackendStatus status) {
    end();
    if (shouldCommit()) {
      backend = status.id();
      origin = status.origin();
      available = status.isAvailable();
      commit();
    }
  }
}
