package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.Arrays;

/// What puts elements elsewhere: the kernels of `move.cu`.
final class Moves {

  private Moves() {}

  static Recipe identity(LayerCall call) {
    return Recipe.of("copy", call, "", step -> copy(step, call, new Operand.Input(0)));
  }

  static Recipe constant(LayerCall call) {
    Shape shape = call.output().shape();
    return new Recipe(
        Recipe.name("constant", call, ""),
        (step, weights) -> copy(step, call, step.constant(packed(shape, weights))));
  }

  private static float[] packed(Shape shape, Weights weights) {
    return MemoryOrder.pack(shape, weights.get("value").floats());
  }

  private static void copy(StepBuilder step, LayerCall call, Operand from) {
    Operands arguments = step.finishing().add(from).residual().output(0);
    Rearrangement.copy(step, call.output().shape().elements(), arguments);
  }

  static Recipe pad(Pad layer, LayerCall call) {
    Shape in = call.input().shape();
    Gather.Source source =
        (axis, i) -> {
          int place = i - layer.before().get(axis);
          int last = in.dim(axis) - 1;
          return switch (layer.mode()) {
            case CONSTANT -> place < 0 || place > last ? -1 : place;
            case EDGE -> Math.clamp(place, 0, last);
            case REFLECT -> last - Math.abs(last - Math.abs(place));
          };
        };
    return gather("pad", call, layer.value(), source);
  }

  static Recipe slice(Slice layer, LayerCall call) {
    Shape in = call.input().shape();
    int[] first = new int[in.rank()];
    int[] step = new int[in.rank()];
    Arrays.fill(step, 1);
    for (Slice.Range range : layer.ranges()) {
      int axis = Math.floorMod(range.axis(), in.rank());
      first[axis] = range.first(in.dim(axis));
      step[axis] = range.step();
    }
    return gather("slice", call, 0, (axis, i) -> first[axis] + i * step[axis]);
  }

  /// A recipe whose elements come from where a rule says.
  static Recipe gather(String operation, LayerCall call, float fill, Gather.Source source) {
    return Recipe.of(operation, call, "", step -> Gather.of(call, fill, source).launch(step));
  }

  static Recipe transpose(Transpose layer, LayerCall call) {
    return Recipe.of("transpose", call, "", step -> transpose(layer, call, step));
  }

  private static void transpose(Transpose layer, LayerCall call, StepBuilder step) {
    Shape out = call.output().shape();
    Layout layout = MemoryOrder.of(out);
    int[] strides = MemoryOrder.strides(call.input().shape());
    int[] extents = new int[out.rank()];
    int[] ordered = new int[out.rank()];
    for (int place = 0; place < extents.length; place++) {
      int axis = MemoryOrder.axis(place, layout);
      extents[place] = out.dim(axis);
      ordered[place] = strides[layer.permutation().get(axis)];
    }
    Rearrangement rearrangement = Rearrangement.of(extents, ordered);
    if (rearrangement.isCopy() || rearrangement.isExchange()) {
      rearrangement.launch(step, step.finishing());
    } else {
      Gather.of(call, 0, new Permuted(layer)).launch(step);
    }
  }

  /// Output axis `i` runs along input axis `permutation.get(i)`.
  private record Permuted(Transpose layer) implements Gather.Source {
    @Override
    public int axis(int axis) {
      return layer.permutation().get(axis);
    }

    @Override
    public int place(int axis, int i) {
      return i;
    }
  }

  /// The same elements in row-major order under another shape: out of the input's memory order into
  /// the output's, where these differ from row-major.
  static Recipe reinterpret(LayerCall call) {
    return Recipe.of("reinterpret", call, "", step -> reinterpret(call, step));
  }

  private static void reinterpret(LayerCall call, StepBuilder step) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    Rearrangement first = Rearrangement.of(in, MemoryOrder.of(in), Layout.NCHW);
    Rearrangement second = Rearrangement.of(out, Layout.NCHW, MemoryOrder.of(out));
    boolean samePlanes =
        in.rank() == 4 && out.rank() == 4 && in.n() == out.n() && in.c() == out.c();
    if (samePlanes || (first.isCopy() && second.isCopy())) {
      copy(step, call, new Operand.Input(0));
    } else if (second.isCopy()) {
      first.launch(step, step.finishing());
    } else if (first.isCopy()) {
      second.launch(step, step.finishing());
    } else {
      Operand rowMajor = step.scratch(in.elements());
      first.launchBehind(step, step.arguments().input(0).residual().add(rowMajor));
      second.launchBehind(step, step.finishing().add(rowMajor).residual().output(0));
    }
  }

  static Recipe concat(Concat layer, LayerCall call) {
    return Recipe.of("concat", call, "", step -> concat(layer, call, step));
  }

  /// One launch for each input, into its place.
  private static void concat(Concat layer, LayerCall call, StepBuilder step) {
    Shape out = call.output().shape();
    int axis = Math.floorMod(layer.axis(), out.rank());
    int rows = MemoryOrder.product(out, 0, MemoryOrder.place(axis, MemoryOrder.of(out)));
    int pitch = (int) (out.elements() / rows);
    int inputs = call.inputs().size() - (call.epilogue().addsResidual() ? 1 : 0);
    int offset = 0;
    for (int i = 0; i < inputs; i++) {
      int columns = (int) (call.inputs().get(i).shape().elements() / rows);
      boolean fours = (columns | pitch | offset) % 4 == 0;
      int unit = fours ? 4 : 1;
      step.launch(
          fours ? "concat_f32_x4" : "concat_f32",
          new Walk(rows, columns / unit),
          step.finishing()
              .input(i)
              .residual()
              .output(0)
              .ints(rows, columns / unit, pitch / unit, offset / unit)
              .epilogue());
      offset += columns;
    }
  }
}
