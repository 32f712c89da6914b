package dev.twofold.onnx;

import java.util.Arrays;

/// Scale and zero point of QuantizeLinear and DequantizeLinear: a number `x` stands for
/// `round(x / scale) + zero`, one pair for all or one for each place of an axis.
///
/// @param call the node, with the scale as second and the zero point as third input
record Quantisation(Call call) {

  /// The axis that has a scale for each place.
  private int axis() {
    int rank = call.rank(0);
    return Axes.fromFront(call.attributes().integer("axis", 1), Math.max(rank, 2));
  }

  /// The type of the quantised numbers.
  ElementType type() {
    if (call.has(2)) {
      return checked(call.type(2));
    }
    long code = call.attributes().integer("output_dtype", 0);
    return code == 0 ? ElementType.UINT8 : checked(ElementType.of(code));
  }

  static ElementType checked(ElementType type) {
    if (!type.isNarrow() || type == ElementType.BOOL) {
      throw Refusal.unsupported("quantising to %s is not supported", type);
    }
    return type;
  }

  /// Checks what later operator sets have added.
  Quantisation checked() {
    if (call.attributes().integer("block_size", 0) != 0) {
      throw Refusal.unsupported("quantising in blocks is not supported");
    }
    return this;
  }

  /// The extents under which scale or zero point broadcast against the tensor.
  int[] aligned(int input) {
    int[] dims = call.dims(input);
    if (Literal.elements(dims) == 1) {
      return new int[0];
    }
    int axis = axis();
    if (dims.length != 1 || axis >= call.rank(0) || dims[0] != call.dims(0)[axis]) {
      throw Refusal.malformed(
          "%s scales or zero points do not fit axis %d of %s",
          Arrays.toString(dims), axis, Arrays.toString(call.dims(0)));
    }
    int[] out = new int[call.rank(0) - axis];
    Arrays.fill(out, 1);
    out[0] = dims[0];
    return out;
  }
}
