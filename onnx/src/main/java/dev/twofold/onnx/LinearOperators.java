package dev.twofold.onnx;

import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Unsqueeze;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gemm and MatMul: with a matrix of weights, linear layers.
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
    int in = matrix.dims()[transposed ? 1 : 0];
    int out = matrix.dims()[transposed ? 0 : 1];
    float[] weight = weight(call, matrix, transposed, in, out, attributes.real("alpha", 1));
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
    if (call.rank(0) == 0 || call.rank(1) == 0) {
      throw Refusal.malformed("a product needs vectors or matrices");
    }
    Optional<Literal> known = call.ifKnown(1).filter(LinearOperators::isOneMatrix);
    if (known.isEmpty()) {
      call.result(flowing(call));
      return;
    }
    Literal matrix = known.get();
    int[] dims = matrix.dims();
    int in = dims[Math.max(0, dims.length - 2)];
    int out = dims.length == 1 ? 1 : dims[dims.length - 1];
    float[] weight = weight(call, matrix, false, in, out, 1);
    Wire product = linear(call, call.floats(0), in, out, weight, null);
    int[] wanted = productDims(call.dims(0), dims);
    if (!Arrays.equals(wanted, product.shape().dims())) {
      product = call.helper("out", new Reshape(Axes.list(wanted)), product);
    }
    call.result(product);
  }

  /// Whether a tensor is a vector, or a matrix without others beside it.
  private static boolean isOneMatrix(Literal literal) {
    int[] dims = literal.dims();
    int columns = dims.length == 1 ? 1 : dims[dims.length - 1];
    return literal.elements() == (long) dims[Math.max(0, dims.length - 2)] * columns;
  }

  /// The product of two tensors that flow, vectors taken as matrices of one row or column.
  private static Wire flowing(Call call) {
    Wire left = call.floats(0);
    Wire right = call.floats(1);
    boolean row = left.shape().rank() == 1;
    boolean column = right.shape().rank() == 1;
    left = row ? call.beside(new Unsqueeze(List.of(0)), left) : left;
    right = column ? call.beside(new Unsqueeze(List.of(1)), right) : right;
    Wire product = call.main(new MatMul(), left, right);
    product = column ? call.beside(new Squeeze(List.of(-1)), product) : product;
    int rows = column ? -1 : -2;
    return row ? call.beside(new Squeeze(List.of(rows)), product) : product;
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

  /// The matrix, which is `[in, out]` unless it is transposed, as `[out, in]`, every element times a
  /// factor.
  private static float[] weight(
      Call call, Literal matrix, boolean transposed, int in, int out, float factor) {
    if (transposed && factor == 1) {
      return matrix.floats();
    }
    float[] weight = transposed ? matrix.floats().clone() : matrix.transposed(in, out);
    call.charge(in, out);
    if (factor != 1) {
      for (int i = 0; i < weight.length; i++) {
        weight[i] *= factor;
      }
    }
    return weight;
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
