package dev.twofold.tck;

/// One thing that is asked of a backend.
///
/// @param id readable and stable, such as `depthwise-3x3-s1-integers`
/// @param body throws an [AssertionError] with one line if the backend fails
record Check(String id, Body body) {

  /// What is done.
  interface Body {
    Outcome run() throws Exception;
  }
}
