package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Concatenation;
import dev.twofold.cpu.kernel.CubicResampling;
import dev.twofold.cpu.kernel.Gathering;
import dev.twofold.cpu.kernel.Resampling;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Transpose;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;

/// Recipes for layers that put elements elsewhere.
final class Moves {

  private static final int ACCESS = 4;

  private Moves() {}

  /// Where the elements of one output axis come from.
  private interface Source {

    /// The input axis that an output axis runs along.
    default int axis(int axis) {
      return axis;
    }

    /// The place on the input axis of place `i` on an output axis, -1 for none.
    int place(int axis, int i);
  }

  static Recipe identity(Machine machine, LayerCall call) {
    return gather(machine, "copy", call, 0, (_, i) -> i);
  }

  static Recipe pad(Machine machine, Pad layer, LayerCall call) {
    Shape in = call.input().shape();
    Source source =
        (axis, i) -> {
          int place = i - layer.before().get(axis);
          int last = in.dim(axis) - 1;
          return switch (layer.mode()) {
            case CONSTANT -> place < 0 || place > last ? -1 : place;
            case EDGE -> Math.clamp(place, 0, last);
            case REFLECT -> last - Math.abs(last - Math.abs(place));
          };
        };
    return gather(machine, "pad", call, layer.value(), source);
  }

  static Recipe slice(Machine machine, Slice layer, LayerCall call) {
    Shape in = call.input().shape();
    int[] first = new int[in.rank()];
    int[] step = new int[in.rank()];
    java.util.Arrays.fill(step, 1);
    for (Slice.Range range : layer.ranges()) {
      int axis = Math.floorMod(range.axis(), in.rank());
      first[axis] = range.first(in.dim(axis));
      step[axis] = range.step();
    }
    return gather(machine, "slice", call, 0, (axis, i) -> first[axis] + i * step[axis]);
  }

  static Recipe transpose(Machine machine, Transpose layer, LayerCall call) {
    Source source =
        new Source() {
          @Override
          public int axis(int axis) {
            return layer.permutation().get(axis);
          }

          @Override
          public int place(int axis, int i) {
            return i;
          }
        };
    return gather(machine, "transpose", call, 0, source);
  }

  static Recipe resize(Machine machine, Resize layer, LayerCall call) {
    return switch (layer.mode()) {
      case NEAREST -> {
        Places places = new Places(layer, call.input().shape(), call.output().shape());
        yield gather(
            machine,
            "resize_nearest",
            call,
            0,
            (axis, i) -> axis < 2 ? i : places.nearest(axis, i));
      }
      case LINEAR -> Recipe.of("resize_linear", Layout.NHWC, "", _ -> linear(machine, layer, call));
      case CUBIC -> Recipe.of("resize_cubic", Layout.NHWC, "", _ -> cubic(machine, layer, call));
    };
  }

  private static Kernel cubic(Machine machine, Resize layer, LayerCall call) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    machine
        .warmUp()
        .rows(
            "four",
            (rows, a, b, n) -> rows.mixFour(a, 0, 0, 0, 0, -0.1f, 0.6f, 0.6f, -0.1f, b, 0, n));
    Places places = new Places(layer, in, out);
    CubicResampling resampling =
        new CubicResampling(
            machine.kernels(), in.h(), in.w(), in.c(), places.cubic(2), places.cubic(3));
    return machine
        .finished(
            out.n() * out.h(),
            2L * ACCESS * out.elements(),
            out.w() * out.c(),
            Finishes.of(call.epilogue()),
            (arguments, from, to, scratch) -> {
              TensorView x = arguments.input(0);
              TensorView y = arguments.output(0);
              resampling.run(
                  x.floats(),
                  x.offset(),
                  y.floats(),
                  y.offset(),
                  from,
                  to,
                  arguments.workspace(),
                  scratch);
            })
        .withScratch(resampling.workspaceElements());
  }

  private static Kernel linear(Machine machine, Resize layer, LayerCall call) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    machine
        .warmUp()
        .rows("bilinear", (rows, a, b, n) -> rows.bilinear(a, 0, 0, 0, 0, 0.25f, 0.25f, b, 0, n));
    Places places = new Places(layer, in, out);
    Resampling resampling =
        new Resampling(
            machine.kernels(), in.h(), in.w(), in.c(), places.linear(2), places.linear(3));
    return machine.finished(
        out.n() * out.h(),
        2L * ACCESS * out.elements(),
        out.w() * out.c(),
        Finishes.of(call.epilogue()),
        (arguments, from, to, _) -> {
          TensorView x = arguments.input(0);
          TensorView y = arguments.output(0);
          resampling.run(x.floats(), x.offset(), y.floats(), y.offset(), from, to);
        });
  }

  private static Recipe gather(
      Machine machine, String operation, LayerCall call, float fill, Source source) {
    Layout layout = MemoryOrder.preferred(call.output().shape());
    return Recipe.of(operation, layout, "", _ -> gatherKernel(machine, layout, call, fill, source));
  }

  private static Kernel gatherKernel(
      Machine machine, Layout layout, LayerCall call, float fill, Source source) {
    Shape out = call.output().shape();
    int[] strides = MemoryOrder.strides(call.input().shape(), layout);
    int[][] tables = new int[Math.max(1, out.rank())][1];
    for (int at = 0; at < out.rank(); at++) {
      int axis = MemoryOrder.axis(at, layout);
      int[] table = new int[out.dim(axis)];
      for (int i = 0; i < table.length; i++) {
        int place = source.place(axis, i);
        table[i] = place < 0 ? -1 : place * strides[source.axis(axis)];
      }
      tables[at] = table;
    }
    Gathering gathering = new Gathering(tables, fill);
    int elements = (int) out.elements();
    return machine.finished(
        gathering.rows(),
        (long) ACCESS * elements,
        elements / gathering.rows(),
        Finishes.of(call.epilogue()),
        (arguments, from, to, _) -> {
          TensorView x = arguments.input(0);
          TensorView y = arguments.output(0);
          gathering.run(x.floats(), x.offset(), y.floats(), y.offset(), from, to);
        });
  }

  static Recipe concat(Machine machine, Concat layer, LayerCall call) {
    Layout layout = MemoryOrder.preferred(call.output().shape());
    return Recipe.of("concat", layout, "", _ -> concat(machine, layer, layout, call));
  }

  private static Kernel concat(Machine machine, Concat layer, Layout layout, LayerCall call) {
    Shape out = call.output().shape();
    int place = MemoryOrder.position(Math.floorMod(layer.axis(), out.rank()), layout);
    int[] extents = MemoryOrder.extents(out, out.rank(), layout);
    int blocks = 1;
    for (int i = 0; i < place; i++) {
      blocks *= extents[i];
    }
    int block = (int) (out.elements() / blocks);
    int inputs = call.inputs().size() - (call.epilogue().addsResidual() ? 1 : 0);
    int[] lengths = new int[inputs];
    for (int i = 0; i < inputs; i++) {
      lengths[i] = (int) (call.inputs().get(i).shape().elements() / blocks);
    }
    return machine.finished(
        blocks,
        (long) ACCESS * out.elements(),
        block,
        Finishes.of(call.epilogue()),
        (arguments, from, to, _) -> {
          TensorView y = arguments.output(0);
          int at = y.offset();
          for (int i = 0; i < lengths.length; i++) {
            TensorView x = arguments.input(i);
            int n = lengths[i];
            Concatenation.copy(x.floats(), x.offset(), n, y.floats(), at, block, n, from, to);
            at += n;
          }
        });
  }
}
