package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// The same elements in another order in memory, as a walk over the output's memory: its axes, outermost
/// first, with their strides in the input.
///
/// @param axes the axes that remain once those of extent 1 are dropped and neighbours merged
record Rearrangement(List<Axis> axes) {

  /*
   * Most orders that networks ask for are no change at all, or the exchange of two neighbouring axes
   * within a batch, which goes by tiles through shared memory:
   *
   *     a transpose that only moves axes of extent 1             one axis of stride 1
   *     NHWC to NCHW, flatten, [rows, columns] to [columns, rows]   [b: r * c] [c: 1] [r: c]
   */
  private static final int TILE = 32;
  private static final int WARPS = 8;

  /// One axis of the output.
  ///
  /// @param extent its extent
  /// @param stride the distance of two neighbours in the input, in elements
  record Axis(int extent, int stride) {}

  /// Axes as they come, outermost first.
  static Rearrangement of(int[] extents, int[] strides) {
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < extents.length; i++) {
      Axis axis = new Axis(extents[i], strides[i]);
      if (axis.extent == 1) {
        continue;
      }
      boolean merges = !axes.isEmpty() && axes.getLast().stride == axis.stride * axis.extent;
      axes.add(merges ? new Axis(axes.removeLast().extent * axis.extent, axis.stride) : axis);
    }
    return new Rearrangement(List.copyOf(axes));
  }

  /// A tensor of one shape from one memory order to another.
  static Rearrangement of(Shape shape, Layout from, Layout to) {
    int[] strides = MemoryOrder.strides(shape, from);
    int[] extents = new int[shape.rank()];
    int[] ordered = new int[shape.rank()];
    for (int place = 0; place < extents.length; place++) {
      int axis = MemoryOrder.axis(place, to);
      extents[place] = shape.dim(axis);
      ordered[place] = strides[axis];
    }
    return of(extents, ordered);
  }

  /// Whether all elements stay where they are.
  boolean isCopy() {
    return axes.isEmpty() || (axes.size() == 1 && axes.getFirst().stride == 1);
  }

  /// Whether two neighbouring axes change places.
  boolean isExchange() {
    int first = axes.size() - 2;
    if (first < 0 || first > 1) {
      return false;
    }
    Axis columns = axes.get(first);
    Axis rows = axes.get(first + 1);
    boolean exchanged = columns.stride == 1 && rows.stride == columns.extent;
    return exchanged && (first == 0 || axes.getFirst().stride == rows.extent * columns.extent);
  }

  /// Adds the launch that copies or exchanges.
  ///
  /// @param arguments the kernel's, still empty: input 0 goes to output 0
  void launch(StepBuilder step, Operands arguments) {
    arguments.input(0).residual().output(0);
    launchBehind(step, arguments);
  }

  /// Adds the launch for other operands.
  ///
  /// @param arguments the kernel's, with the addresses of input, residual and output
  void launchBehind(StepBuilder step, Operands arguments) {
    if (isExchange()) {
      exchange(step, arguments);
    } else {
      copy(step, elements(), arguments);
    }
  }

  private long elements() {
    return axes.stream().mapToLong(Axis::extent).reduce(1, (a, b) -> a * b);
  }

  /// Adds a copy of `elements` numbers.
  static void copy(StepBuilder step, long elements, Operands arguments) {
    boolean fours = elements % 4 == 0;
    long count = fours ? elements / 4 : elements;
    step.launch(fours ? "copy_f32_x4" : "copy_f32", count, arguments.count(count).epilogue());
  }

  private void exchange(StepBuilder step, Operands arguments) {
    int rows = axes.getLast().extent;
    int columns = axes.get(axes.size() - 2).extent;
    int batch = axes.size() == 3 ? axes.getFirst().extent : 1;
    int tiles = batch * Math.ceilDiv(rows, TILE) * Math.ceilDiv(columns, TILE);
    step.launch(
        "exchange_f32_32x32",
        tiles,
        Block.of(TILE, WARPS),
        arguments.ints(rows, columns, tiles).epilogue());
  }
}
