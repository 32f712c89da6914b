package wrong.cpu;

/// Breaks rule 9.
public final class PublicHelper {

  private PublicHelper() {}

  /// The answer.
  public static int answer() {
    return 42;
  }
}
