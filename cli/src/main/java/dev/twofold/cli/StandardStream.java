package dev.twofold.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// Standard output or standard error, which remembers why it could not be written. (A `PrintWriter`
/// only knows that.)
final class StandardStream extends FilterOutputStream {

  private static final String CLOSED_PIPE = "Broken pipe";

  private String failure = "";

  StandardStream(FileDescriptor descriptor) {
    this(new FileOutputStream(descriptor));
  }

  StandardStream(OutputStream stream) {
    super(stream);
  }

  /// UTF-8 whatever the locale, since tables have lines and files are read elsewhere.
  PrintWriter writer() {
    return new PrintWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8), false);
  }

  /// Why something could not be written; empty if all was, or if the reader wanted no more.
  String failure() {
    return failure;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(CLOSED_PIPE)) {
        failure = reason;
      }
      throw e;
    }
  }
}
