package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Matrices of matrices with strides of their own: the kernel of `matmul.cu`.
final class Matrices {

  private static final int TILE = 64;

  private Matrices() {}

  /// A factor or a product: its shape with as many axes as the product's, and its strides.
  private record Side(int[] extents, int[] strides) {

    static Side of(Shape shape, int rank) {
      int missing = rank - shape.rank();
      int[] extents = new int[rank];
      int[] strides = new int[rank];
      Arrays.fill(extents, 0, missing, 1);
      System.arraycopy(shape.dims(), 0, extents, missing, shape.rank());
      System.arraycopy(MemoryOrder.strides(shape), 0, strides, missing, shape.rank());
      return new Side(extents, strides);
    }

    /// The stride of a stack's axis, 0 where it is repeated.
    int stacked(int axis) {
      return extents[axis] == 1 ? 0 : strides[axis];
    }

    int row() {
      return strides[strides.length - 2];
    }

    int column() {
      return strides[strides.length - 1];
    }
  }

  static Recipe matmul(LayerCall call) {
    Shape a = call.inputs().get(0).shape();
    Shape b = call.inputs().get(1).shape();
    int rank = call.output().shape().rank();
    return Recipe.of(
        "matmul",
        call,
        "_64x64",
        step -> product(step, Side.of(a, rank), Side.of(b, rank), call.output().shape()));
  }

  private static void product(StepBuilder step, Side a, Side b, Shape out) {
    int rank = a.extents.length;
    Side y = Side.of(out, rank);
    int m = y.extents[rank - 2];
    int n = y.extents[rank - 1];
    int k = a.extents[rank - 1];
    List<Integer> stack = new ArrayList<>(List.of(1, 0, 0, 0));
    int matrices = 1;
    for (int axis = rank - 3; axis >= 0; axis--) {
      stack.addAll(List.of(y.extents[axis], a.stacked(axis), b.stacked(axis), y.strides[axis]));
      matrices *= y.extents[axis];
    }
    int tiles = matrices * Math.ceilDiv(m, TILE) * Math.ceilDiv(n, TILE);
    Operands arguments = step.arguments();
    arguments
        .input(0)
        .input(1)
        .add(step.constant(stack.stream().mapToInt(Integer::intValue).toArray()))
        .output(0)
        .ints(stack.size() / 4, tiles, m, n, k)
        .ints(a.row(), a.column(), b.row(), b.column(), y.row(), y.column());
    step.launch("matmul_f32_64x64", tiles, Block.of(Walk.THREADS), arguments);
  }
}
