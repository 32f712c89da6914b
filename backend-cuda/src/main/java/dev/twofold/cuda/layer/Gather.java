package dev.twofold.cuda.layer;

import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Which input element each output element is taken from, axis by axis: the kernel `gather_f32`.
///
/// @param tables for every axis of the output's memory, outermost first, where each place on it begins
///     in the input, in elements, negative for nowhere
/// @param fill what stands where there is no source
record Gather(List<int[]> tables, float fill) {

  /// Where the elements of one output axis come from.
  interface Source {

    /// The input axis that an output axis runs along.
    default int axis(int axis) {
      return axis;
    }

    /// The place on the input axis of place `i` on an output axis, negative for none.
    int place(int axis, int i);
  }

  static Gather of(LayerCall call, float fill, Source source) {
    Shape out = call.output().shape();
    Layout layout = MemoryOrder.of(out);
    int[] strides = MemoryOrder.strides(call.input().shape());
    List<int[]> tables = new ArrayList<>();
    for (int place = 0; place < out.rank(); place++) {
      int axis = MemoryOrder.axis(place, layout);
      int stride = strides[source.axis(axis)];
      int[] table = new int[out.dim(axis)];
      for (int i = 0; i < table.length; i++) {
        int from = source.place(axis, i);
        table[i] = from < 0 ? -1 : from * stride;
      }
      tables.add(table);
    }
    if (tables.isEmpty()) {
      tables.add(new int[1]);
    }
    return new Gather(List.copyOf(tables), fill);
  }

  private int[] columns() {
    return tables.getLast();
  }

  private List<int[]> outer() {
    return tables.subList(0, tables.size() - 1);
  }

  /// Whether four columns at a time are one load: neighbours in the input too, and rows that begin at a
  /// multiple of four.
  boolean inFours() {
    int[] columns = columns();
    boolean fours = columns.length % 4 == 0 && columns[0] >= 0 && columns[0] % 4 == 0;
    for (int i = 1; i < columns.length; i++) {
      fours &= columns[i] == columns[0] + i;
    }
    for (int[] table : outer()) {
      for (int place : table) {
        fours &= place < 0 || place % 4 == 0;
      }
    }
    return fours;
  }

  /// The tables as the kernel reads them: every outer axis, innermost first, with its extent before it;
  /// then the columns.
  int[] packed() {
    List<Integer> packed = new ArrayList<>();
    for (int[] table : outer().reversed()) {
      packed.add(table.length);
      for (int place : table) {
        packed.add(place);
      }
    }
    for (int place : columns()) {
      packed.add(place);
    }
    return packed.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Adds the launch.
  void launch(StepBuilder step) {
    boolean fours = inFours();
    int rows = outer().stream().mapToInt(table -> table.length).reduce(1, (a, b) -> a * b);
    int columns = fours ? columns().length / 4 : columns().length;
    step.launch(
        fours ? "gather_f32_x4" : "gather_f32",
        new Walk(rows, columns),
        step.finishing()
            .input(0)
            .add(step.constant(packed()))
            .residual()
            .output(0)
            .ints(outer().size(), rows, columns, columns()[0])
            .value(fill)
            .epilogue());
  }
}
