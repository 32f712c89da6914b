package dev.twofold.io;

import dev.twofold.tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The type of the elements in an `.npy` file.
///
/// @param kind `f` for floats, `i` and `u` for integers with and without sign, `b` for truth values
/// @param bytes the size of one element in bytes
/// @param order the order of the bytes of one element
record NpyType(char kind, int bytes, ByteOrder order) {

  static final String KNOWN = "floats (f2, f4, f8), integers (i1 to i8, u1 to u8) and bool";

  /// Reads NumPy's name of a type, such as `<f4`.
  ///
  /// @throws IllegalArgumentException if the type is none of [#KNOWN]
  static NpyType parse(String descr) {
    if (!descr.matches("[<>|=](f[248]|[iu][1248]|b1)")) {
      throw new IllegalArgumentException(
          "elements of type '%s' are not supported, only %s; save it with array.astype('<f4')"
              .formatted(descr, KNOWN));
    }
    ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NpyType(descr.charAt(1), descr.charAt(2) - '0', order);
  }

  /// The type a tensor holds these elements in.
  DataType tensorType() {
    return kind == 'f' ? DataType.FLOAT32 : DataType.INT32;
  }

  /// The next element of a buffer, of a type of floats.
  float nextFloat(ByteBuffer buffer) {
    return switch (bytes) {
      case 2 -> Float.float16ToFloat(buffer.getShort());
      case 4 -> buffer.getFloat();
      default -> (float) buffer.getDouble();
    };
  }

  /// The next element of a buffer, of a type of integers.
  ///
  /// @throws IllegalArgumentException if it does not fit 32 bits with sign
  int nextInt(ByteBuffer buffer) {
    long value =
        switch (bytes) {
          case 1 -> kind == 'i' ? buffer.get() : Byte.toUnsignedLong(buffer.get());
          case 2 -> kind == 'i' ? buffer.getShort() : Short.toUnsignedLong(buffer.getShort());
          case 4 -> kind == 'i' ? buffer.getInt() : Integer.toUnsignedLong(buffer.getInt());
          default -> buffer.getLong();
        };
    if (value != (int) value) {
      throw new IllegalArgumentException(
          "the element %s does not fit 32 bits; save it with array.astype('<f4')"
              .formatted(kind == 'u' ? Long.toUnsignedString(value) : Long.toString(value)));
    }
    return (int) value;
  }
}
