package dev.twofold.cli;

import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.ExecutionPlan.Step;
import dev.twofold.graph.Value;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Prints what a run gave and how.
///
/// @param console where to
record RunReport(Console console) {

  private static final int TOP = 5;

  void print(String model, Program program, Timing timing, SequencedMap<String, Tensor> outputs) {
    console.line("model    %s", model);
    for (Value input : program.inputs()) {
      console.line("input    %s %s", input.name(), input.type());
    }
    console.line("backend  %s", program.selection());
    console.line("runs on  %s", program.backends().getFirst().description());
    console.line("plan     %s", plan(program.plan()));
    console.line("time     %s", timing);
    outputs.forEach(
        (name, tensor) -> console.line("output   %s %s%s", name, tensor.type(), values(tensor)));
    if (outputs.size() == 1 && isScores(outputs.firstEntry().getValue())) {
      printTop(outputs.firstEntry().getValue());
    }
  }

  private static String plan(ExecutionPlan plan) {
    String fallbacks =
        plan.fallbacks().isEmpty()
            ? ""
            : ", " + plan.fallbacks().size() + " nodes on other backends";
    return "%d steps, %s of weights, %s of activations%s"
        .formatted(
            plan.steps().size(),
            Text.bytes(plan.weightBytes()),
            Text.bytes(plan.activationBytes()),
            fallbacks);
  }

  private static String values(Tensor tensor) {
    if (tensor.type().type() != DataType.FLOAT32) {
      return "";
    }
    double sum = 0;
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    int notNumbers = 0;
    for (float value : tensor.floats()) {
      if (Float.isNaN(value)) {
        notNumbers++;
      } else {
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    int numbers = tensor.floats().length - notNumbers;
    String range =
        numbers == 0 ? "" : Text.format(", from %.4g to %.4g, mean %.4g", min, max, sum / numbers);
    return range + (notNumbers == 0 ? "" : Text.format(", %,d NaN", notNumbers));
  }

  /// One image's scores of 10 classes or more: `[1, C]` or `[1, C, 1, 1]`, all of them numbers.
  private static boolean isScores(Tensor tensor) {
    Shape shape = tensor.shape();
    return tensor.type().type() == DataType.FLOAT32
        && shape.rank() >= 2
        && shape.dim(1) >= 10
        && shape.dim(1) == shape.elements()
        && IntStream.range(0, tensor.floats().length)
            .noneMatch(i -> Float.isNaN(tensor.floats()[i]));
  }

  private void printTop(Tensor scores) {
    float[] values = scores.floats();
    List<Integer> best =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> values[i]).reversed())
            .limit(TOP)
            .toList();
    console.line(
        "top %d    %s",
        TOP,
        best.stream()
            .map(i -> Text.format("class %d: %.4g", i, values[i]))
            .collect(Collectors.joining(", ")));
  }

  void explain(ExecutionPlan plan) {
    console.line("");
    TextTable table = new TextTable(">step", "nodes", "backend", "kernel", ">weights", ">traffic");
    int number = 1;
    for (Step step : plan.steps()) {
      table.row(
          Integer.toString(number++),
          nodes(step.nodes()),
          step.backend(),
          Text.shortened(step.kernel(), 34),
          step.weightBytes() == 0 ? "" : Text.bytes(step.weightBytes()),
          Text.bytes(step.weightBytes() + step.readBytes() + step.writtenBytes()));
    }
    table.printTo(console);
    plan.fallbacks()
        .forEach(fallback ->
            console.line(
                "'%s' runs on %s: %s", fallback.node(), fallback.backend(), fallback.reason()));
  }

  private static String nodes(List<String> nodes) {
    if (nodes.isEmpty()) {
      return "(copy)";
    }
    String more = nodes.size() > 1 ? " +" + (nodes.size() - 1) : "";
    return Text.shortened(nodes.getFirst(), 28 - more.length()) + more;
  }
}
