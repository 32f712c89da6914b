package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/// The product of two tensors that both flow, as in attention: `[..., M, K]` times `[..., K, N]` is
/// `[..., M, N]`, where leading axes broadcast. A product with weights is a [Linear]. No params,
/// mult-adds `M * K * N` for every product of matrices.
public record MatMul() implements Layer {

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 2);
    Shape a = Inputs.floats(inputs.get(0));
    Shape b = Inputs.floats(inputs.get(1));
    if (a.rank() < 2 || b.rank() < 2 || inner(a) != b.dim(b.rank() - 2)) {
      throw new IllegalArgumentException(
          "inputs %s and %s are not [..., M, K] and [..., K, N]".formatted(a, b));
    }
    int[] stack = Elementwise.broadcast(leading(a), leading(b)).dims();
    int[] out = Arrays.copyOf(stack, stack.length + 2);
    out[stack.length] = a.dim(a.rank() - 2);
    out[stack.length + 1] = inner(b);
    return Inputs.float32(Shape.of(out));
  }

  private static int inner(Shape shape) {
    return shape.dim(shape.rank() - 1);
  }

  private static Shape leading(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
  }
}
