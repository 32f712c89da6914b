package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.MatrixProduct;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.Arrays;

/// Recipes for products of two tensors that both flow.
final class Products {

  private Products() {}

  static Recipe matrices(Machine machine, LayerCall call) {
    Shape right = call.inputs().get(1).shape();
    int inner = right.dim(right.rank() - 2);
    String tile = "_" + machine.kernels().gemm().tile(inner, right.dim(right.rank() - 1));
    return Recipe.of("matmul", Layout.NCHW, tile, _ -> kernel(machine, call));
  }

  private static Kernel kernel(Machine machine, LayerCall call) {
    Shape left = call.inputs().get(0).shape();
    int rank = call.output().shape().rank();
    int rows = left.dim(left.rank() - 2);
    int inner = left.dim(left.rank() - 1);
    int columns = call.output().shape().dim(rank - 1);
    Finish finish = Finishes.of(call.epilogue());
    machine.warmUp().tiles(inner, columns, rows);
    machine.warmUp().finish(finish.afterClip());
    MatrixProduct product =
        new MatrixProduct(
            machine.kernels(),
            stack(left, rank),
            stack(call.inputs().get(1).shape(), rank),
            rows,
            inner,
            columns,
            finish);
    return machine
        .split(
            product.units(),
            call.output().shape().elements() * inner,
            (arguments, from, to, scratch) -> {
              TensorView a = arguments.input(0);
              TensorView b = arguments.input(1);
              TensorView residual = Machine.residual(finish, arguments);
              TensorView out = arguments.output(0);
              product.run(
                  a.floats(),
                  a.offset(),
                  b.floats(),
                  b.offset(),
                  residual.floats(),
                  residual.offset(),
                  out.floats(),
                  out.offset(),
                  from,
                  to,
                  arguments.workspace(),
                  scratch);
            })
        .withScratch(product.workspaceElements());
  }

  /// The extents of a stack of matrices, without theirs; at least one.
  private static int[] stack(Shape shape, int rank) {
    int[] extents = MemoryOrder.extents(shape, rank, Layout.NCHW);
    return rank == 2 ? new int[] {1} : Arrays.copyOf(extents, rank - 2);
  }
}
