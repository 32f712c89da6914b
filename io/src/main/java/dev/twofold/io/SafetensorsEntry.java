package dev.twofold.io;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Where one tensor lies in a `.safetensors` file, and how.
///
/// @param type the elements' type, as in the file
/// @param begin the first byte, counted from the elements' begin
/// @param end the byte behind the last
record SafetensorsEntry(String type, Shape shape, long begin, long end) {

  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INTS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONGS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOATS =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLES =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /// Checks that place and shape agree.
  ///
  /// @throws IllegalArgumentException if they do not, or no tensor can hold so many elements
  SafetensorsEntry {
    if (begin < 0 || end < begin || end - begin != bytes(type) * shape.elements()) {
      throw new IllegalArgumentException(
          "shape %s of %s does not fill bytes %d to %d; the file is damaged"
              .formatted(shape, type, begin, end));
    }
    if (shape.elements() > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "%s has more elements than a tensor holds".formatted(shape));
    }
  }

  /// The size of an element, in bytes.
  private static int bytes(String type) {
    return switch (type) {
      case "F64", "I64", "U64" -> 8;
      case "F32", "I32", "U32" -> 4;
      case "F16", "BF16", "I16", "U16" -> 2;
      case "I8", "U8", "BOOL" -> 1;
      default ->
          throw new IllegalArgumentException(
              "elements of type '%s' are not supported, only F16, BF16, F32, F64, I8 to I64, U8 to"
                      .formatted(type)
                  + " U64 and BOOL");
    };
  }

  private DataType tensorType() {
    return type.startsWith("F") || type.equals("BF16") ? DataType.FLOAT32 : DataType.INT32;
  }

  /// The tensor.
  ///
  /// @param all the elements of all tensors
  /// @throws IllegalArgumentException if an integer does not fit 32 bits
  Tensor read(MemorySegment all) {
    MemorySegment own = all.asSlice(begin, end - begin);
    int count = (int) shape.elements();
    return switch (tensorType()) {
      case FLOAT32 -> {
        float[] floats = new float[count];
        if (type.equals("F32")) {
          MemorySegment.copy(own, FLOATS, 0, floats, 0, count);
        }
        for (int i = 0; i < count && !type.equals("F32"); i++) {
          floats[i] = real(own, i);
        }
        yield Tensor.of(shape, floats);
      }
      case INT32 -> {
        int[] ints = new int[count];
        for (int i = 0; i < count; i++) {
          ints[i] = narrow(whole(own, i));
        }
        yield Tensor.ofInts(shape, ints);
      }
    };
  }

  private float real(MemorySegment own, int i) {
    return switch (type) {
      case "F16" -> Float.float16ToFloat(own.getAtIndex(SHORTS, i));
      case "BF16" -> Float.intBitsToFloat(own.getAtIndex(SHORTS, i) << 16);
      default -> (float) own.getAtIndex(DOUBLES, i);
    };
  }

  private long whole(MemorySegment own, int i) {
    return switch (type) {
      case "I8" -> own.get(ValueLayout.JAVA_BYTE, i);
      case "U8", "BOOL" -> Byte.toUnsignedLong(own.get(ValueLayout.JAVA_BYTE, i));
      case "I16" -> own.getAtIndex(SHORTS, i);
      case "U16" -> Short.toUnsignedLong(own.getAtIndex(SHORTS, i));
      case "I32" -> own.getAtIndex(INTS, i);
      case "U32" -> Integer.toUnsignedLong(own.getAtIndex(INTS, i));
      default -> own.getAtIndex(LONGS, i);
    };
  }

  private int narrow(long value) {
    if (value != (int) value) {
      throw new IllegalArgumentException(
          "the element %s does not fit 32 bits; save it as F32"
              .formatted(type.equals("U64") ? Long.toUnsignedString(value) : Long.toString(value)));
    }
    return (int) value;
  }
}
