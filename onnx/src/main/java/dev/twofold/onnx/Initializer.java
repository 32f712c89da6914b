package dev.twofold.onnx;

import dev.twofold.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Tensors as ONNX messages, still without a name.
final class Initializer {

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private Initializer() {}

  /// A tensor of floats.
  static WireWriter of(Tensor tensor) {
    float[] values = tensor.floats();
    byte[] raw = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    littleEndian(raw).asFloatBuffer().put(values);
    WireWriter message = new WireWriter();
    for (int dim : tensor.shape().dims()) {
      message.number(1, dim);
    }
    return message.number(2, FLOAT).raw(9, raw);
  }

  /// A list of integers, as ONNX wants shapes and axes.
  static WireWriter of(int... values) {
    byte[] raw = new byte[Math.multiplyExact(values.length, Long.BYTES)];
    ByteBuffer longs = littleEndian(raw);
    for (int value : values) {
      longs.putLong(value);
    }
    return new WireWriter().number(1, values.length).number(2, INT64).raw(9, raw);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
