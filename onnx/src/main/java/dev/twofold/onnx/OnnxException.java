package dev.twofold.onnx;

/// Says in one line what keeps an ONNX file from being read: the file, the place in it (a byte
/// offset or the name of a node) and the reason.
public final class OnnxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean unsupported;

  OnnxException(String message, boolean unsupported) {
    super(oneLine(message));
    this.unsupported = unsupported;
  }

  OnnxException(String message, Throwable cause) {
    super(oneLine(message), cause);
    this.unsupported = false;
  }

  /// Whether the file is in order as far as can be seen, but asks for something that this reader or
  /// the library's layers do not have.
  public boolean isUnsupported() {
    return unsupported;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\p{Cntrl}+", " ");
  }
}
