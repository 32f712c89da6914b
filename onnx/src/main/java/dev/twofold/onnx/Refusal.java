package dev.twofold.onnx;

/// Why a node cannot be read, without saying where it is: the importer adds the file and the node's
/// name.
@SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean unsupported;

  private Refusal(String message, boolean unsupported) {
    super(message, null, false, false);
    this.unsupported = unsupported;
  }

  /// The node contradicts the definition of its operator.
  static Refusal malformed(String message, Object... arguments) {
    return new Refusal(Text.of(message, arguments), false);
  }

  /// The node is in order, but there is no layer for it.
  static Refusal unsupported(String message, Object... arguments) {
    return new Refusal(Text.of(message, arguments), true);
  }

  boolean isUnsupported() {
    return unsupported;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
