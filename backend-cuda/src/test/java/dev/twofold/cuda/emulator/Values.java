package dev.twofold.cuda.emulator;

import java.util.Arrays;

/// Awkward values of each type, as bits.
final class Values {

  private static final long[] INTEGERS = {
    0,
    1,
    2,
    3,
    7,
    13,
    31,
    32,
    33,
    63,
    64,
    127,
    128,
    255,
    256,
    0x5140,
    65535,
    65536,
    0x12345678,
    0x7fffffffL,
    0x80000000L,
    0xffffffffL,
    -1,
    -2,
    -13,
    -128,
    -129,
    -32769,
    0x0123456789abcdefL,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final float[] FLOATS = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    -0.5f,
    1.5f,
    2.5f,
    -2.5f,
    0.1f,
    3.3333333f,
    -7.75f,
    126.99f,
    255.5f,
    1e-3f,
    123456.79f,
    1.0000001f,
    0.99999994f,
    0x1.002p0f,
    -0x1.002p0f,
    0x1.006p0f,
    0x1.001ffep0f,
    0x1.ffep0f,
    2147483520f,
    2147483648f,
    -2147483648f,
    4294967296f,
    3.1e9f,
    9.3e18f,
    1e30f,
    -1e30f,
    Float.MAX_VALUE,
    Float.MIN_NORMAL,
    0x1.002p-126f,
    1e-40f,
    -1e-40f,
    Float.MIN_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  private Values() {}

  static long[] of(String type) {
    return switch (type) {
      case "f32" -> floats();
      case "f64" -> doubles();
      default -> INTEGERS;
    };
  }

  private static long[] floats() {
    long[] bits = new long[FLOATS.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(FLOATS[i]) & 0xffffffffL);
    return bits;
  }

  private static long[] doubles() {
    long[] bits = new long[FLOATS.length];
    Arrays.setAll(bits, i -> Double.doubleToRawLongBits(FLOATS[i] * 1.0000000001));
    return bits;
  }
}
