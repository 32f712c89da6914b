package dev.twofold.onnx;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;
import dev.twofold.graph.Reshape;
import dev.twofold.tensor.DataType;
import java.util.Arrays;

/// Quantised tensors. Integers of 8 and 16 bits are carried as floats, which hold them exactly, and
/// what is computed on them is computed in floats.
final class QuantisationOperators {

  private QuantisationOperators() {}

  /// `round(x / scale) + zero`, halves to the even side, limited to the type.
  static void quantize(Call call) {
    Quantisation quantisation = new Quantisation(call).checked();
    ElementType type = quantisation.type();
    Wire scaled = call.main(Elementwise.DIV, call.floats(0), aligned(call, quantisation, 1));
    Wire whole = call.beside(new MathFunction(Function.ROUND), scaled);
    Wire moved =
        call.has(2) ? call.beside(Elementwise.ADD, whole, aligned(call, quantisation, 2)) : whole;
    call.result(0, limited(call, moved, type), type);
  }

  private static Wire limited(Call call, Wire wire, ElementType type) {
    return call.beside(Activation.clip(type.lowest(), type.highest()), wire);
  }

  /// `(x - zero) * scale`.
  static void dequantize(Call call) {
    Quantisation quantisation = new Quantisation(call).checked();
    Wire x = call.any(0);
    if (x.type().type() != DataType.FLOAT32) {
      x = call.beside(new Cast(DataType.FLOAT32), x);
    }
    Wire centred =
        call.has(2) ? call.beside(Elementwise.SUB, x, aligned(call, quantisation, 2)) : x;
    Wire result = call.main(Elementwise.MUL, centred, aligned(call, quantisation, 1));
    call.result(0, result, call.type(1));
  }

  private static Wire aligned(Call call, Quantisation quantisation, int input) {
    int[] dims = quantisation.aligned(input);
    if (Arrays.equals(dims, call.dims(input))) {
      return call.any(input);
    }
    return call.beside(new Reshape(Axes.list(dims)), call.any(input));
  }

  /*
   * QLinearConv(x, x_scale, x_zero, w, w_scale, w_zero, y_scale, y_zero, bias). The convolution runs on
   * x - x_zero and w - w_zero, whole numbers whose sums are exact as long as they stay below 2^24;
   * their product with x_scale * w_scale / y_scale is rounded, as integer arithmetic would do it.
   */

  private static final int INPUT_SCALE = 1;
  private static final int INPUT_ZERO = 2;
  private static final int WEIGHT = 3;
  private static final int WEIGHT_SCALE = 4;
  private static final int WEIGHT_ZERO = 5;
  private static final int OUTPUT_SCALE = 6;
  private static final int OUTPUT_ZERO = 7;
  private static final int BIAS = 8;

  static void conv(Call call) {
    ElementType type = Quantisation.checked(call.type(OUTPUT_ZERO));
    Literal weight = centredWeight(call);
    Convolution layer = ConvolutionOperators.layer(call, weight, call.has(BIAS));
    float[] bias = call.optional(BIAS, "bias").map(Literal::floats).orElse(new float[0]);
    Wire x = call.beside(Elementwise.SUB, call.any(0), call.any(INPUT_ZERO));
    Wire sums = ConvolutionOperators.apply(call, layer, weight, bias, x);
    Wire scaled = call.beside(Elementwise.MUL, sums, factors(call, layer.outChannels()));
    Wire whole = call.beside(new MathFunction(Function.ROUND), scaled);
    Wire moved = call.beside(Elementwise.ADD, whole, call.any(OUTPUT_ZERO));
    call.result(0, limited(call, moved, type), type);
  }

  private static Literal centredWeight(Call call) {
    Literal weight = call.known(WEIGHT, "weights");
    long[] zeros = call.known(WEIGHT_ZERO, "zero points of weights").longs();
    long[] from = weight.longs();
    float[] to = new float[call.charge(weight.dims())];
    int perChannel = to.length / Math.max(1, weight.dims()[0]);
    checkPerChannel(zeros.length, weight.dims()[0]);
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i] - zeros[zeros.length == 1 ? 0 : i / perChannel];
    }
    return Literal.of(ElementType.FLOAT, weight.dims(), to);
  }

  /// What sums of whole numbers are multiplied by, for each channel.
  private static Wire factors(Call call, int channels) {
    float[] scales = call.known(WEIGHT_SCALE, "scales of weights").floats();
    checkPerChannel(scales.length, channels);
    float in = call.known(INPUT_SCALE, "scale of the input").scalar();
    float out = call.known(OUTPUT_SCALE, "scale of the output").scalar();
    int[] dims = new int[scales.length == 1 ? 0 : call.rank(0) - 1];
    Arrays.fill(dims, 1);
    if (dims.length > 0) {
      dims[0] = channels;
    }
    float[] factors = new float[scales.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = in * scales[i] / out;
    }
    return call.helperConstant("factors", Literal.of(ElementType.FLOAT, dims, factors));
  }

  private static void checkPerChannel(int count, int channels) {
    if (count != 1 && count != channels) {
      throw Refusal.malformed(
          "one scale and zero point are expected, or %d, got %d", channels, count);
    }
  }
}
