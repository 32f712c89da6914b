package dev.twofold.tck;

/// How a check ended that did not fail.
///
/// @param kind whether it ran
/// @param note what was seen, or why it did not run; may be empty
record Outcome(Kind kind, String note) {

  enum Kind {
    PASSED,
    UNSUPPORTED
  }

  static Outcome passed(String note) {
    return new Outcome(Kind.PASSED, note);
  }

  static Outcome unsupported(String reason) {
    return new Outcome(Kind.UNSUPPORTED, reason);
  }
}
