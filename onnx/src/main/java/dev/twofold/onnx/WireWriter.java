package dev.twofold.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes one message in the wire form of protocol buffers: fields with a number and a type, nested
/// messages with their length in front.
final class WireWriter {

  private static final int VARINT = 0;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Adds an integer.
  WireWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /// Adds a float.
  WireWriter real(int field, float value) {
    tag(field, FIXED32);
    bytes.writeBytes(
        ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    return this;
  }

  /// Adds text.
  WireWriter text(int field, String value) {
    return raw(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds bytes.
  WireWriter raw(int field, byte[] value) {
    tag(field, DELIMITED);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  /// Adds a nested message.
  WireWriter message(int field, WireWriter value) {
    return raw(field, value.toBytes());
  }

  /// Adds all fields of another message.
  WireWriter append(WireWriter other) {
    bytes.writeBytes(other.toBytes());
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
