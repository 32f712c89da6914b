package dev.twofold.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// Walks over the fields of one protocol buffer message without copying it. Every length is checked
/// against the enclosing message before it is used, and every complaint names the byte.
///
/// The encoding is described at protobuf.dev/programming-guides/encoding.
final class WireReader {

  /*
   * Own code rather than generated classes: an ONNX file is 99 % weights, which stay in the mapped
   * file until they are converted into the arrays that layers use; a generated parser would copy them
   * to the heap first, and recurse as deep as a hostile file says. This reader never recurses: callers
   * descend only into the messages they know.
   */

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// An estimate of what one element of a list costs while it grows and is copied out, in bytes.
  private static final int LIST_ELEMENT_BYTES = 32;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final Source source;
  private final MemorySegment bytes;
  private final String message;
  private final long end;
  private final String cure;
  private long position;
  private long tagOffset;
  private int field;
  private int wireType;

  /// A reader of the message in a part of the file.
  ///
  /// @param message the message's name in the schema, such as `NodeProto`
  WireReader(Source source, Span span, String message) {
    this.source = source;
    this.bytes = source.bytes();
    this.message = message;
    this.position = span.offset();
    this.end = span.offset() + span.length();
    this.tagOffset = position;
    this.cure = span.length() == bytes.byteSize() ? "; is this a whole ONNX file?" : "";
  }

  /// Moves to the next field; false at the end of the message. The value must then be read or
  /// skipped.
  boolean next() {
    if (position == end) {
      return false;
    }
    tagOffset = position;
    long tag = rawVarint();
    field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
    wireType = (int) (tag & 7);
    if (field == 0) {
      throw error("field number 0 is not allowed");
    }
    return true;
  }

  /// The number of the field that [#next()] moved to.
  int field() {
    return field;
  }

  /// The offset of the current field in the file, in bytes.
  long offset() {
    return tagOffset;
  }

  /// Passes over the current field's value.
  void skip() {
    switch (wireType) {
      case VARINT -> rawVarint();
      case FIXED64 -> advance(8);
      case LENGTH -> span();
      case FIXED32 -> advance(4);
      default -> throw error("wire type " + wireType + " is not allowed");
    }
  }

  /// The current field's value as an integer.
  long number() {
    expect(VARINT);
    return rawVarint();
  }

  /// The current field's value as a 32-bit float.
  float real() {
    expect(FIXED32);
    return Float.intBitsToFloat((int) fixed32());
  }

  /// The place of the current field's value: text, bytes or a message.
  Span span() {
    expect(LENGTH);
    long at = position;
    long length = rawVarint();
    if (length < 0 || length > end - position) {
      throw fault(
          at,
          Text.of(
              "field %d of %s claims %,d bytes, but only %,d are left",
              field, message, unsigned(length), end - position));
    }
    Span span = new Span(position, length);
    position += length;
    return span;
  }

  /// A reader of the message that is the current field's value.
  WireReader message(String name) {
    return new WireReader(source, span(), name);
  }

  /// The current field's value as text; bytes that are no UTF-8 are replaced.
  String text() {
    Span span = span();
    source.budget().charge(64 + 3 * span.length());
    byte[] utf8 = bytes.asSlice(span.offset(), span.length()).toArray(ValueLayout.JAVA_BYTE);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// Adds the current field's value to a list of integers; a packed field adds several.
  void numbers(LongStream.Builder list) {
    elements(
        ElementType.INT64,
        bits -> {
          source.budget().charge(LIST_ELEMENT_BYTES);
          list.add(bits);
          return true;
        });
  }

  /// Adds the current field's value to a list of floats; a packed field adds several.
  void reals(DoubleStream.Builder list) {
    elements(
        ElementType.FLOAT,
        bits -> {
          source.budget().charge(LIST_ELEMENT_BYTES);
          list.add(Float.intBitsToFloat((int) bits));
          return true;
        });
  }

  /// Hands every element of a field of numbers, packed or not, to a consumer.
  ///
  /// @param type says how an element is encoded
  /// @param sink takes the elements' bits; false ends the walk
  void elements(ElementType type, ElementSink sink) {
    if (wireType != LENGTH) {
      expect(encoding(type));
      sink.accept(element(type));
      return;
    }
    WireReader packed = message(message);
    while (packed.position < packed.end && sink.accept(packed.element(type))) {}
  }

  /// Takes the bits of one element after the other.
  interface ElementSink {
    /// Takes an element.
    ///
    /// @return whether more are wanted
    boolean accept(long bits);
  }

  private long element(ElementType type) {
    return switch (encoding(type)) {
      case FIXED32 -> fixed32();
      case FIXED64 -> fixed64();
      default -> rawVarint();
    };
  }

  private static int encoding(ElementType type) {
    return switch (type) {
      case FLOAT -> FIXED32;
      case DOUBLE -> FIXED64;
      case INT64, UINT32, UINT64, UINT8, INT8, UINT16, INT16, INT32, BOOL, FLOAT16, BFLOAT16 ->
          VARINT;
    };
  }

  /// An error at a place; a message that is all of the file may be no message at all.
  private OnnxException fault(long offset, String text) {
    return source.error(offset, text + cure);
  }

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  /// An error at the current field.
  OnnxException error(String text) {
    return fault(tagOffset, Text.of("field %d of %s: %s", field, message, text));
  }

  private long rawVarint() {
    long value = 0;
    long at = position;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw fault(at, Text.of("%s ends in the middle of a number", message));
      }
      byte next = bytes.get(ValueLayout.JAVA_BYTE, position++);
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw fault(at, Text.of("a number of %s is longer than 10 bytes", message));
  }

  private long fixed32() {
    long at = position;
    advance(4);
    return bytes.get(INT, at);
  }

  private long fixed64() {
    long at = position;
    advance(8);
    return bytes.get(LONG, at);
  }

  private void advance(long count) {
    if (count > end - position) {
      throw fault(position, Text.of("%s ends in the middle of a number", message));
    }
    position += count;
  }

  private void expect(int type) {
    if (wireType != type) {
      throw error(Text.of("wire type %d where %d is expected", wireType, type));
    }
  }
}
