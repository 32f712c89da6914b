package wrong.strange;

/// Breaks rule 1: nobody said where this package belongs.
final class Stranger {

  private Stranger() {}
}
