package dev.twofold.runtime;

import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/// Registers events with the Flight Recorder when there is one.
final class Events {

  // An event that registers itself when its class is loaded starts half of the recorder, which
  // takes a process 0.13 s, whether it ever records or not. A listener takes 1 ms; it hears at once
  // of a recorder that runs already.

  private Events() {}

  static void register(Class<? extends Event> event) {
    FlightRecorder.addListener(
        new FlightRecorderListener() {
          @Override
          public void recorderInitialized(FlightRecorder recorder) {
            FlightRecorder.register(event);
          }
        });
  }
}
