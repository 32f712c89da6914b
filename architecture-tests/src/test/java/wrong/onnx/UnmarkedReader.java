package wrong.onnx;

/// Breaks rule 17: nothing says whether a name may be null.
final class UnmarkedReader {

  private UnmarkedReader() {}

  static String read(String name) {
    return name;
  }
}
