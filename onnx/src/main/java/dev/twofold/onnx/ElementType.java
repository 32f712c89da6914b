package dev.twofold.onnx;

import java.util.Arrays;

/// The element types of ONNX that this reader converts: floats of any width to `float`, integers of
/// any width to `long`.
enum ElementType {
  FLOAT(1, 4),
  UINT8(2, 1),
  INT8(3, 1),
  UINT16(4, 2),
  INT16(5, 2),
  INT32(6, 4),
  INT64(7, 8),
  BOOL(9, 1),
  FLOAT16(10, 2),
  DOUBLE(11, 8),
  UINT32(12, 4),
  UINT64(13, 8),
  BFLOAT16(16, 2);

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /// The type of a code of ONNX's `TensorProto.DataType`.
  static ElementType of(long code) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw Refusal.unsupported("element type %d is not supported, only %s", code, names());
  }

  boolean hasCode(long other) {
    return code == other;
  }

  private static String names() {
    return String.join(", ", Arrays.stream(values()).map(Enum::name).toList());
  }

  /// The size of one element in raw data, in bytes.
  int bytes() {
    return bytes;
  }

  boolean isFloat() {
    return this == FLOAT || this == FLOAT16 || this == DOUBLE || this == BFLOAT16;
  }

  /// Whether a float holds every number of the type exactly, so that tensors of it can be carried as
  /// floats.
  boolean isNarrow() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, BOOL -> true;
      case FLOAT, INT32, INT64, FLOAT16, DOUBLE, UINT32, UINT64, BFLOAT16 -> false;
    };
  }

  /// The smallest number of a narrow integer type.
  int lowest() {
    return isSigned() ? -(1 << (8 * bytes - 1)) : 0;
  }

  /// The largest number of a narrow integer type.
  int highest() {
    return (1 << (8 * bytes - (isSigned() ? 1 : 0))) - 1;
  }

  private boolean isSigned() {
    return this == INT8 || this == INT16;
  }

  /// The number of the field of `TensorProto` that holds elements which are not in raw data.
  int typedField() {
    return switch (this) {
      case FLOAT -> 4;
      case DOUBLE -> 10;
      case INT64 -> 7;
      case UINT32, UINT64 -> 11;
      case UINT8, INT8, UINT16, INT16, INT32, BOOL, FLOAT16, BFLOAT16 -> 5;
    };
  }

  /// An element as a float, rounded to the nearest.
  float toFloat(long bits) {
    return switch (this) {
      case FLOAT -> Float.intBitsToFloat((int) bits);
      case FLOAT16 -> Float.float16ToFloat((short) bits);
      case BFLOAT16 -> Float.intBitsToFloat((int) bits << 16);
      case DOUBLE -> (float) Double.longBitsToDouble(bits);
      case UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, UINT32, UINT64 -> (float) toLong(bits);
    };
  }

  /// An element as an integer, floats truncated. Unsigned ones above 2^63 - 1 become negative.
  long toLong(long bits) {
    return switch (this) {
      case UINT8 -> bits & 0xff;
      case INT8 -> (byte) bits;
      case UINT16 -> bits & 0xffff;
      case INT16 -> (short) bits;
      case INT32 -> (int) bits;
      case UINT32 -> bits & 0xffff_ffffL;
      case INT64, UINT64 -> bits;
      case BOOL -> bits == 0 ? 0 : 1;
      case FLOAT, FLOAT16, BFLOAT16 -> (long) toFloat(bits);
      case DOUBLE -> (long) Double.longBitsToDouble(bits);
    };
  }

  /// A number as this type holds it: wrapped for the narrow integer types, 0 or 1 for BOOL.
  long wrap(long value) {
    return isFloat() ? value : toLong(value);
  }
}
