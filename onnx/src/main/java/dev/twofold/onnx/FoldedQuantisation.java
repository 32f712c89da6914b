package dev.twofold.onnx;

import java.util.Arrays;

/// Quantising and dequantising of known tensors, such as the weights of a quantised network.
final class FoldedQuantisation {

  private FoldedQuantisation() {}

  /// `(x - zero) * scale`.
  static Literal dequantize(Call call) {
    Quantisation quantisation = new Quantisation(call).checked();
    Literal x = call.known(0, "input");
    Literal scale = aligned(call, quantisation, 1);
    Literal zero = call.has(2) ? aligned(call, quantisation, 2) : zero();
    int[] dims = x.dims();
    float[] to = new float[call.charge(dims)];
    int[] scales = Axes.broadcastStrides(scale.dims(), dims);
    int[] zeros = Axes.broadcastStrides(zero.dims(), dims);
    for (int i = 0; i < to.length; i++) {
      long whole = x.longs()[i] - zero.longs()[Axes.offset(i, dims, zeros)];
      to[i] = whole * scale.floats()[Axes.offset(i, dims, scales)];
    }
    return Literal.of(scale.type(), dims, to);
  }

  /// `round(x / scale) + zero`, limited to the type.
  static Literal quantize(Call call) {
    Quantisation quantisation = new Quantisation(call).checked();
    ElementType type = quantisation.type();
    Literal x = call.known(0, "input");
    Literal scale = aligned(call, quantisation, 1);
    Literal zero = call.has(2) ? aligned(call, quantisation, 2) : zero();
    int[] dims = x.dims();
    int[] scales = Axes.broadcastStrides(scale.dims(), dims);
    int[] zeros = Axes.broadcastStrides(zero.dims(), dims);
    long[] to = new long[call.charge(dims)];
    Arrays.setAll(
        to,
        i -> {
          double whole =
              Math.rint(x.floats()[i] / scale.floats()[Axes.offset(i, dims, scales)])
                  + zero.longs()[Axes.offset(i, dims, zeros)];
          return (long) Math.clamp(whole, (double) type.lowest(), (double) type.highest());
        });
    return Literal.of(type, dims, to);
  }

  private static Literal aligned(Call call, Quantisation quantisation, int input) {
    return call.known(input, "scale or zero point").withDims(quantisation.aligned(input));
  }

  private static Literal zero() {
    return Literal.of(ElementType.UINT8, new int[0], new long[1]);
  }
}
