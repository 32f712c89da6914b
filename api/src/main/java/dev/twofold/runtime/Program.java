package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Value;
import dev.twofold.spi.BackendInfo;
import dev.twofold.tensor.Tensor;
import java.lang.ref.Cleaner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A model compiled for a backend. It may be run by several threads at once; each run has
/// activation memory of its own, and runs beyond [CompileOptions#concurrentRuns()] wait for one to
/// end. Inputs and outputs are tensors on the heap, in either memory order. The steps read and write
/// them where they are; those in another order than the first or last step's are copied. While a run
/// is under way, its tensors are its own; when it fails, what its outputs hold means nothing.
///
/// Closing waits for the runs under way. A program that is forgotten without being closed frees
/// what it holds when it is collected.
public final class Program implements AutoCloseable {

  private static final long[] UNTIMED = {};

  private final List<Value> inputs;
  private final SequencedMap<String, Value> outputs;
  private final List<Map.Entry<String, Value>> outputList;
  private final ExecutionPlan plan;
  private final Selection selection;
  private final List<BackendInfo> backends;
  private final ProgramResources resources;
  private final Cleaner.Cleanable cleanable;

  Program(
      Graph graph,
      ExecutionPlan plan,
      Selection selection,
      ProgramResources resources,
      Cleaner cleaner) {
    this.inputs = graph.inputs();
    this.outputs = graph.outputs();
    this.outputList = List.copyOf(outputs.entrySet());
    this.plan = plan;
    this.selection = selection;
    this.backends = resources.backends();
    this.resources = resources;
    this.cleanable = cleaner.register(this, resources);
  }

  /// What the program is given, in order.
  public List<Value> inputs() {
    return inputs;
  }

  /// What the program gives back, by name and in order.
  public SequencedMap<String, Value> outputs() {
    return outputs;
  }

  /// How the program runs: its steps, their kernels, and the memory they use.
  public ExecutionPlan plan() {
    return plan;
  }

  /// Which backend was chosen, and why.
  public Selection selection() {
    return selection;
  }

  /// The backends that were opened: the chosen one, then those that run what it cannot.
  public List<BackendInfo> backends() {
    return backends;
  }

  /// Runs a program with one input and one output.
  ///
  /// @param input of the shape that the program was compiled for
  /// @return a new tensor
  /// @throws IllegalArgumentException if the program has other inputs or outputs, or the input has
  ///   another shape or type
  /// @throws IllegalStateException if the program is closed
  public Tensor run(Tensor input) {
    Tensor output = Tensor.zeros(only(outputList, "output").getValue().type());
    run(input, output);
    return output;
  }

  /// Runs a program with one input and one output, allocating nothing.
  ///
  /// @param input of the shape that the program was compiled for
  /// @param output receives the result, in its own memory order
  /// @throws IllegalArgumentException if the program has other inputs or outputs, or a tensor has
  ///   another shape or type
  /// @throws IllegalStateException if the program is closed
  public void run(Tensor input, Tensor output) {
    check("input", only(inputs, "input").name(), inputs.getFirst(), input);
    Map.Entry<String, Value> result = only(outputList, "output");
    check("output", result.getKey(), result.getValue(), output);
    RunContext context = resources.acquire();
    try {
      context.begin();
      context.load(0, input);
      context.prepare(0, output);
      context.run();
      context.store(0, output);
      context.end();
    } catch (RuntimeException | Error e) {
      context.fail(e);
      throw e;
    } finally {
      context.clear();
      resources.release(context);
    }
  }

  /// Runs the program, allocating nothing.
  ///
  /// @param in one tensor for every input, in order
  /// @param out one tensor for every output, in order, each receiving a result
  /// @throws IllegalArgumentException if there are too few or too many tensors, or one has another
  ///   shape or type
  /// @throws IllegalStateException if the program is closed
  public void run(List<Tensor> in, List<Tensor> out) {
    run(in, out, UNTIMED);
  }

  /// Runs the program and measures every step, allocating nothing.
  ///
  /// @param in one tensor for every input, in order
  /// @param out one tensor for every output, in order, each receiving a result
  /// @param nanos receives the time of each step of [#plan()], in order and in nanoseconds; copies of
  ///   inputs and outputs are not among them
  /// @throws IllegalArgumentException if there are too few or too many tensors or times, or a tensor
  ///   has another shape or type
  /// @throws IllegalStateException if the program is closed
  public void runTimed(List<Tensor> in, List<Tensor> out, long[] nanos) {
    checkCount("times", plan.steps().size(), nanos.length);
    run(in, out, nanos);
  }

  private void run(List<Tensor> in, List<Tensor> out, long[] nanos) {
    checkCount("inputs", inputs.size(), in.size());
    checkCount("outputs", outputList.size(), out.size());
    for (int i = 0; i < in.size(); i++) {
      check("input", inputs.get(i).name(), inputs.get(i), in.get(i));
    }
    for (int i = 0; i < out.size(); i++) {
      check("output", outputList.get(i).getKey(), outputList.get(i).getValue(), out.get(i));
    }
    RunContext context = resources.acquire();
    try {
      context.begin();
      for (int i = 0; i < in.size(); i++) {
        context.load(i, in.get(i));
      }
      for (int i = 0; i < out.size(); i++) {
        context.prepare(i, out.get(i));
      }
      if (nanos.length == 0) {
        context.run();
      } else {
        context.runTimed(nanos);
      }
      for (int i = 0; i < out.size(); i++) {
        context.store(i, out.get(i));
      }
      context.end();
    } catch (RuntimeException | Error e) {
      context.fail(e);
      throw e;
    } finally {
      context.clear();
      resources.release(context);
    }
  }

  /// Runs the program.
  ///
  /// @param in a tensor for every input, by name
  /// @return new tensors for the outputs, by name and in order
  /// @throws IllegalArgumentException if an input is missing or unknown, or a tensor has another
  ///   shape or type
  /// @throws IllegalStateException if the program is closed
  public SequencedMap<String, Tensor> run(Map<String, Tensor> in) {
    List<String> names = inputs.stream().map(Value::name).toList();
    if (in.size() != names.size() || !in.keySet().containsAll(names)) {
      throw new IllegalArgumentException(
          "inputs: expected tensors named %s, got %s".formatted(names, in.keySet()));
    }
    SequencedMap<String, Tensor> results = new LinkedHashMap<>();
    outputs.forEach((name, value) -> results.put(name, Tensor.zeros(value.type())));
    run(names.stream().map(in::get).toList(), List.copyOf(results.values()));
    return results;
  }

  /// Waits for the runs under way and frees what the program holds. Does nothing when called again.
  @Override
  public void close() {
    resources.close();
    cleanable.clean();
  }

  private static <T> T only(List<T> list, String what) {
    if (list.size() != 1) {
      throw new IllegalArgumentException(
          "the program has %d %ss; run it with a list or a map of tensors"
              .formatted(list.size(), what));
    }
    return list.getFirst();
  }

  private static void checkCount(String what, int expected, int got) {
    if (expected != got) {
      throw new IllegalArgumentException("%s: expected %d, got %d".formatted(what, expected, got));
    }
  }

  private static void check(String what, String name, Value value, Tensor tensor) {
    if (!tensor.type().equals(value.type())) {
      throw new IllegalArgumentException(
          "%s '%s': expected %s, got %s; compile the graph for that shape (withInputShape)"
              .formatted(what, name, value.type(), tensor.type()));
    }
  }
}
