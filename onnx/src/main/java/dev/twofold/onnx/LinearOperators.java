package dev.twofold.onnx;

import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Transpose;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gemm, and MatMul with a matrix of weights.
final class LinearOperators {

  private LinearOperators() {}

  static void gemm(Call call) {
    Attributes attributes = call.attributes();
    Literal matrix = call.known(1, "matrix");
    if (matrix.rank() != 2 || call.rank(0) != 2) {
      throw Refusal.malformed(
          "two matrices are expected, got %s and %s", Arrays.toString(call.dims(0)), matrix);
    }
    boolean transposed = attributes.flag("transB", false);
    float[] weight = weight(call, matrix, transposed, attributes.real("alpha", 1));
    int out = matrix.dims()[transposed ? 0 : 1];
    Wire input = call.floats(0);
    if (attributes.flag("transA", false)) {
      input = call.helper("transA", new Transpose(List.of(1, 0)), input);
    }
    addBias(call, input, weight, out, attributes.real("beta", 1));
  }

  private static void addBias(Call call, Wire input, float[] weight, int out, float beta) {
    int in = weight.length / Math.max(1, out);
    Literal bias = call.ifKnown(2).orElse(null);
    if (!call.has(2) || beta == 0) {
      call.result(linear(call, input, in, out, weight, null));
    } else if (bias != null && bias.rank() <= 2 && perFeature(bias, out)) {
      call.result(linear(call, input, in, out, weight, spread(call, bias, out, beta)));
    } else {
      Wire product = linear(call, input, in, out, weight, null);
      Wire summand = call.floats(2);
      if (beta != 1) {
        summand = call.helper("beta", Elementwise.MUL, summand, call.helperScalar("b", beta));
      }
      call.result(call.helper("c", Elementwise.ADD, product, summand));
    }
  }

  static void matMul(Call call) {
    Literal matrix =
        call.ifKnown(1)
            .orElseThrow(() ->
                Refusal.unsupported(
                    "a product is supported only with a known matrix on its right, but '%s'"
                        + " depends on the network's input",
                    call.inputName(1)));
    int[] dims = matrix.dims();
    boolean vector = dims.length == 1;
    int in = vector ? dims[0] : dims[Math.max(0, dims.length - 2)];
    int out = vector ? 1 : dims[Math.max(0, dims.length - 1)];
    if (dims.length == 0 || matrix.elements() != (long) in * out) {
      throw Refusal.unsupported("a product with a stack of matrices, %s, is not supported", matrix);
    }
    float[] weight = weight(call, matrix.withDims(in, out), false, 1);
    Wire product = linear(call, call.floats(0), in, out, weight, null);
    int[] wanted = productDims(call.dims(0), dims);
    if (!Arrays.equals(wanted, product.shape().dims())) {
      product = call.helper("out", new Reshape(Axes.list(wanted)), product);
    }
    call.result(product);
  }

  private static int[] productDims(int[] left, int[] right) {
    if (right.length == 1) {
      return Arrays.copyOf(left, left.length - 1);
    }
    int rows = left.length - 1;
    int added = Math.max(0, right.length - Math.max(2, left.length));
    int[] dims = new int[added + rows + 1];
    Arrays.fill(dims, 1);
    System.arraycopy(left, 0, dims, added, rows);
    dims[dims.length - 1] = right[right.length - 1];
    return dims;
  }

  private static Wire linear(
      Call call, Wire input, int in, int out, float[] weight, float @Nullable [] bias) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("weight", Tensor.of(Shape.of(out, in), weight));
    if (bias != null) {
      weights.put("bias", Tensor.of(Shape.of(out), bias));
    }
    return call.main(new Linear(in, out, bias != null), weights, input);
  }

  /// The matrix as `[out, in]`, every element times a factor.
  private static float[] weight(Call call, Literal matrix, boolean transposed, float factor) {
    float[] from = matrix.floats();
    if (transposed && factor == 1) {
      return from;
    }
    int rows = matrix.dims()[0];
    int columns = matrix.dims()[1];
    float[] to = new float[call.charge(rows, columns)];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[transposed ? i * columns + j : j * rows + i] = factor * from[i * columns + j];
      }
    }
    return to;
  }

  /// Whether a summand is the same for every row.
  private static boolean perFeature(Literal bias, int out) {
    return bias.elements() == 1 || (bias.elements() == out && bias.dims()[bias.rank() - 1] == out);
  }

  private static float[] spread(Call call, Literal bias, int out, float beta) {
    float[] from = bias.floats();
    float[] to = new float[call.charge(out)];
    for (int i = 0; i < out; i++) {
      to[i] = beta * from[from.length == 1 ? 0 : i];
    }
    return to;
  }
}
