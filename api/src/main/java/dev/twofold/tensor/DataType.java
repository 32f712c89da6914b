package dev.twofold.tensor;

/// The type of a tensor's elements.
public enum DataType {
  /// IEEE 754 binary32; held as `float[]`.
  FLOAT32(4),
  /// Two's complement 32-bit integers, such as pooling indices; held as `int[]`.
  INT32(4);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /// The size of one element in bytes.
  public int bytes() {
    return bytes;
  }
}
