package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Grid;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.cuda.plan.StepParts;
import dev.twofold.graph.Linear;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Layout;
import java.util.List;
import java.util.Optional;

/// Pointwise convolutions and linear layers.
final class Products {

  /*
   * Up to 8 rows are read by warps that share the depth (linear.cu), which costs reading the weights
   * once for 4 rows; from 9 on a tile of 32 rows is cheaper, though mostly empty.
   *
   * Where the user asks for TF32, tiles are those of the same sizes by tensor cores. Few rows stay in
   * fp32: there memory is the bound, so tensor cores would save no time.
   */
  private static final int FEW_ROWS = 8;

  // Rows that a warp of linear_f32_rows4 computes, and warps of a block.
  private static final int WARP_ROWS = 4;

  private static final int WARPS = 8;
  private static final int SUM_THREADS = 256;
  private static final int MOST_BLOCKS = 65535;

  private Products() {}

  static Choice pointwise(DeviceTraits device, PointwiseConv2d layer, LayerCall call) {
    return choose(device, layer.inChannels(), layer.outChannels(), call, Layout.NHWC);
  }

  static Choice linear(DeviceTraits device, Linear layer, LayerCall call) {
    return choose(device, layer.inFeatures(), layer.outFeatures(), call, Layout.NCHW);
  }

  private static Choice choose(
      DeviceTraits device, int depth, int columns, LayerCall call, Layout layout) {
    int rows = Math.toIntExact(call.input().shape().elements() / depth);
    Product product = new Product(rows, columns, depth, 1);
    if (isFew(product)) {
      return Recipe.of(
          "linear_f32_rows4", layout, (kernel, weights) -> few(kernel, product, call, weights));
    }
    Tiling tiling = Tiling.of(product, device.multiprocessors(), true);
    String entry = "pointwise_nhwc_" + device.precision().type();
    return refusal(product, tiling)
        .<Choice>map(Choice.Refusal::new)
        .orElseGet(() ->
            Recipe.of(
                entry + tiling.suffix(),
                layout,
                (kernel, weights) -> tiled(kernel, entry, product, tiling, call, weights)));
  }

  /// Whether warps that share the depth do better than tiles.
  static boolean isFew(Product product) {
    return product.rows() <= FEW_ROWS;
  }

  /// What keeps a product from being launched, if anything.
  static Optional<String> refusal(Product product, Tiling tiling) {
    if ((long) product.groups() * tiling.splits() > MOST_BLOCKS) {
      return Optional.of("%d groups are more than %d".formatted(product.groups(), MOST_BLOCKS));
    }
    if (product.packedElements(tiling.tile()) > Integer.MAX_VALUE - 8) {
      return Optional.of(
          "%d packed weights are more than an array holds"
              .formatted(product.packedElements(tiling.tile())));
    }
    return Optional.empty();
  }

  private static DeviceStep few(String kernel, Product product, LayerCall call, Weights weights) {
    StepParts step = new StepParts();
    Operand weight = step.constant(weights.get("weight").floats());
    Ending ending = Ending.of(call, weights, step);
    Operands operands =
        Operands.of(
                new Operand.Input(0),
                weight,
                ending.bias(),
                ending.residual(),
                new Operand.Output(0))
            .ints(product.rows(), product.columns(), product.depth())
            .and(ending.finish().operands());
    Grid grid =
        Grid.of(Math.ceilDiv(product.columns(), WARPS), Math.ceilDiv(product.rows(), WARP_ROWS));
    step.launch("linear_f32_rows4", grid, Block.of(WARPS * 32), operands);
    return step.step(kernel);
  }

  private static DeviceStep tiled(
      String kernel,
      String entry,
      Product product,
      Tiling tiling,
      LayerCall call,
      Weights weights) {
    StepParts step = new StepParts();
    Operand packed = step.constant(packed(product, tiling, weights));
    Ending ending = Ending.of(call, weights, step);
    Operation operation = new Operation(entry, List.of(new Operand.Input(0), packed), List.of());
    launch(step, operation, product, tiling, ending);
    return step.step(kernel);
  }

  /// The weights of a pointwise convolution or linear layer, `[out, in]`, for a tile.
  static float[] packed(Product product, Tiling tiling, Weights weights) {
    float[] weight = weights.get("weight").floats();
    int depth = product.depth();
    return Packing.product(product, tiling.tile(), (_, k, column) -> weight[column * depth + k]);
  }

  /// A kernel that multiplies.
  ///
  /// @param entry its name up to the tile
  /// @param factors the addresses of what it reads, up to the packed weights
  /// @param geometry what it takes between the sizes and the epilogue
  record Operation(String entry, List<Operand> factors, List<Operand> geometry) {}

  /// Adds the launch of a product, and, where its depth is split, that of the sum of its parts.
  static void launch(
      StepParts step, Operation operation, Product product, Tiling tiling, Ending ending) {
    if (!tiling.isSplit()) {
      launch(step, operation, product, tiling, ending, new Operand.Output(0));
      return;
    }
    long elements = (long) product.rows() * product.columns();
    Operand parts = step.scratch(elements * tiling.splits());
    launch(step, operation, product, tiling, Ending.NONE, parts);
    Operands sum =
        Operands.of(parts, ending.bias(), ending.residual(), new Operand.Output(0))
            .ints(Math.toIntExact(elements), product.columns(), tiling.splits())
            .and(ending.finish().operands());
    Grid grid = Grid.of(Math.toIntExact(Math.ceilDiv(elements, SUM_THREADS)));
    step.launch("split_sum_f32", grid, Block.of(SUM_THREADS), sum);
  }

  private static void launch(
      StepParts step,
      Operation operation,
      Product product,
      Tiling tiling,
      Ending ending,
      Operand output) {
    Operands operands =
        Operands.of(operation.factors().toArray(Operand[]::new))
            .and(List.of(ending.bias(), ending.residual(), output))
            .ints(
                product.rows(),
                product.columns(),
                product.depth(),
                product.packedColumns(tiling.tile()),
                tiling.splits(),
                tiling.splitDepth())
            .and(operation.geometry())
            .and(ending.finish().operands());
    String entry = operation.entry() + tiling.tile().suffix();
    step.launch(entry, tiling.grid(product), tiling.tile().block(), operands);
  }
}
