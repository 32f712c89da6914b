package dev.twofold.runtime;

import dev.twofold.graph.Constant;
import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Value;
import dev.twofold.runtime.Buffer.Block;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Turns ordered units into steps: finds a buffer for every value, adds copies where memory orders
/// differ, and places all buffers in memory.
final class Planner {

  /*
   * A value has at most one buffer per memory order. Asking for a value in an order is what makes it
   * appear there:
   *   - an output of an earlier unit is there in the order that the unit writes;
   *   - a graph's input appears in the order it is first asked for;
   *   - a constant is copied once, here;
   *   - a reinterpretation is its source's row-major buffer under another shape, no step at all;
   *   - any other order costs a copy, a step of its own.
   * Orders that are the same in memory (one channel, one pixel, rank other than 4) count as NCHW.
   */

  private final Lowered lowered;
  private final LayoutCopy copies;
  private final Graph graph;
  private final Map<Value, Map<Layout, Buffer>> buffers = new HashMap<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Planner(Lowered lowered, LayoutCopy copies) {
    this.lowered = lowered;
    this.copies = copies;
    this.graph = lowered.model().graph();
  }

  /// Plans a program.
  ///
  /// @param units the units in the order in which they run
  /// @param copies makes the copies that are needed
  static ProgramPlan plan(Lowered lowered, List<Unit> units, LayoutCopy copies) {
    return new Planner(lowered, copies).run(units);
  }

  private ProgramPlan run(List<Unit> units) {
    try {
      units.forEach(this::step);
      int end = steps.size();
      List<Buffer> outputs = graph.outputs().values().stream().map(this::anyOrder).toList();
      outputs.forEach(buffer -> buffer.block().usedAt(Math.max(end, steps.size())));
      List<Buffer> inputs = graph.inputs().stream().map(this::anyOrder).toList();
      int floats = MemoryPlan.place(blocks, DataType.FLOAT32);
      int ints = MemoryPlan.place(blocks, DataType.INT32);
      return new ProgramPlan(List.copyOf(steps), inputs, outputs, copies, floats, ints);
    } catch (RuntimeException | Error e) {
      steps.forEach(step -> step.kernel().close());
      throw e;
    }
  }

  private void step(Unit unit) {
    List<Buffer> inputs = unit.inputs().stream().map(v -> in(v, unit.inputLayout())).toList();
    int index = steps.size();
    List<Buffer> outputs =
        unit.outputs().stream().map(v -> create(v, unit.outputLayout(), index)).toList();
    inputs.forEach(buffer -> buffer.block().usedAt(index));
    Kernel kernel = unit.prepare().get();
    List<String> nodes =
        unit.nodes().stream().flatMap(node -> lowered.origins(node).stream()).distinct().toList();
    add(kernel, inputs, outputs, nodes, unit.backend(), unit.kernelName());
  }

  private void add(
      Kernel kernel,
      List<Buffer> inputs,
      List<Buffer> outputs,
      List<String> nodes,
      String backend,
      String name) {
    ExecutionPlan.Step planned =
        new ExecutionPlan.Step(
            nodes,
            backend,
            name,
            kernel.weightBytes(),
            kernel.workspaceElements() * (long) Float.BYTES,
            inputs.stream().distinct().mapToLong(buffer -> buffer.type().bytes()).sum(),
            outputs.stream().mapToLong(buffer -> buffer.type().bytes()).sum());
    steps.add(new Step(kernel, inputs, outputs, planned));
  }

  private static Layout order(Shape shape, Layout layout) {
    return LayoutCopy.isSameOrder(shape) ? Layout.NCHW : layout;
  }

  private Map<Layout, Buffer> known(Value value) {
    return buffers.computeIfAbsent(value, _ -> new EnumMap<>(Layout.class));
  }

  private Buffer create(Value value, Layout layout, int step) {
    return create(value, layout, new Block(value.type(), null, step));
  }

  private Buffer create(Value value, Layout layout, Block block) {
    Layout order = order(value.shape(), layout);
    blocks.add(block);
    Buffer buffer = new Buffer(value.type(), order, block);
    known(value).put(order, buffer);
    return buffer;
  }

  /// A value in the given order, as that order is named to a kernel.
  private Buffer in(Value value, Layout layout) {
    Buffer buffer = find(value, order(value.shape(), layout));
    Layout asked = value.shape().rank() == 4 ? layout : Layout.NCHW;
    return new Buffer(buffer.type(), asked, buffer.block());
  }

  private Buffer find(Value value, Layout order) {
    Buffer there = known(value).get(order);
    if (there != null) {
      return there;
    }
    if (known(value).isEmpty()) {
      Buffer first = graph.producer(value).map(node -> virtual(node, value)).orElse(null);
      if (first == null) {
        return create(value, order, -1);
      }
      known(value).put(first.layout(), first);
      return find(value, order);
    }
    return copy(known(value).values().iterator().next(), value, order);
  }

  /// A value that no step produces: a constant or a reinterpretation.
  private Buffer virtual(Node node, Value value) {
    if (node.layer() instanceof Constant) {
      Tensor data = lowered.model().weights().of(node).get("value");
      return new Buffer(value.type(), Layout.NCHW, new Block(value.type(), data, -1));
    }
    if (node.layer() instanceof Reinterpret) {
      return find(node.input(), Layout.NCHW).as(value.type());
    }
    throw new IllegalStateException("node '" + node.name() + "' is read before it is computed");
  }

  private Buffer copy(Buffer from, Value value, Layout order) {
    Tensor constant = from.block().constant;
    if (constant != null) {
      Tensor copied = Tensor.of(value.shape(), order, new float[constant.floats().length]);
      copies.copy(TensorView.of(constant.withShape(value.shape())), TensorView.of(copied));
      Buffer buffer = new Buffer(value.type(), order, new Block(value.type(), copied, -1));
      known(value).put(order, buffer);
      return buffer;
    }
    int index = steps.size();
    from.block().usedAt(index);
    Buffer to = create(value, order, index);
    String name = "copy_%s_to_%s".formatted(from.layout(), order).toLowerCase(Locale.ROOT);
    add(
        arguments -> copies.copy(arguments.input(0), arguments.output(0)),
        List.of(from),
        List.of(to),
        List.of(),
        "runtime",
        name);
    return to;
  }

  /// A value in whatever order it is there, for the program's inputs and outputs.
  private Buffer anyOrder(Value value) {
    Map<Layout, Buffer> known = known(value);
    return known.isEmpty() ? find(value, Layout.NCHW) : known.values().iterator().next();
  }
}
