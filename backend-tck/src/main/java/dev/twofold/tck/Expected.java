package dev.twofold.tck;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;

/// What one output must be, row-major.
///
/// @param type its shape and element type
/// @param values the elements in double, or the integers
/// @param slack how far each may be off, before the last rounding
record Expected(TensorType type, double[] values, double[] slack) {

  /// How strictly elements are compared.
  enum Strictness {
    /// The same bits, of a zero too; any NaN is a NaN.
    BITS,
    /// The same number.
    EXACT,
    /// Within the bound.
    BOUND
  }

  /// The tensor that rounding every element once gives.
  Tensor rounded() {
    if (type.type() == DataType.INT32) {
      int[] ints = new int[values.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = (int) values[i];
      }
      return Tensor.ofInts(type.shape(), ints);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.of(type.shape(), floats);
  }

  /// Compares what a backend computed, row-major.
  ///
  /// @throws AssertionError for the first element that differs
  void check(String what, Tensor got, Strictness strictness) {
    for (int i = 0; i < values.length; i++) {
      double y = type.type() == DataType.INT32 ? got.ints()[i] : got.floats()[i];
      if (!agrees(i, y, type.type() == DataType.INT32 ? Strictness.EXACT : strictness)) {
        throw new AssertionError(
            "%s: element %d of output %s: expected %s%s, got %s"
                .formatted(
                    what,
                    i,
                    type,
                    (float) values[i],
                    strictness == Strictness.BOUND ? " within " + room(i) : "",
                    (float) y));
      }
    }
  }

  private boolean agrees(int i, double y, Strictness strictness) {
    float expected = (float) values[i];
    if (Double.isNaN(values[i]) || Double.isNaN(y)) {
      return Double.isNaN(values[i]) && Double.isNaN(y);
    }
    return switch (strictness) {
      case BITS -> Float.floatToIntBits(expected) == Float.floatToIntBits((float) y);
      case EXACT -> type.type() == DataType.INT32 ? values[i] == y : expected == y;
      case BOUND -> expected == y || Math.abs(values[i] - y) <= room(i);
    };
  }

  private double room(int i) {
    return slack[i] + Math.ulp((float) values[i]);
  }
}
