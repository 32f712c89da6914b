package dev.twofold.cost.render;

import dev.twofold.cost.Execution;
import java.util.ArrayList;
import java.util.List;

/// A graph as a program runs it, as text.
record ExecutionTable(Execution execution) {

  String text() {
    long defined = execution.defined().movedBytes();
    return grid().text(TableSummary.WIDTH)
        + "\nmoved as defined, every call by itself: %s\nmoved as executed: %s (%s of it)\n"
            .formatted(
                Numbers.bytes(defined),
                Numbers.bytes(execution.movedBytes()),
                Numbers.percent(execution.movedBytes(), defined))
        + "activations planned: %s, workspace: %s, packed weights: %s\n"
            .formatted(
                Numbers.bytes(execution.plan().activationBytes()),
                Numbers.bytes(execution.plan().workspaceBytes()),
                Numbers.bytes(execution.plan().weightBytes()));
  }

  private Grid grid() {
    List<List<String>> rows = new ArrayList<>();
    execution.steps().forEach(step -> rows.add(row(step)));
    return new Grid(
        List.of(
            Grid.shrinking("step"),
            Grid.number("calls"),
            Grid.text("backend"),
            Grid.shrinking("kernel"),
            Grid.number("mult-adds"),
            Grid.number("moved"),
            Grid.number("FLOPs/B")),
        rows);
  }

  private static List<String> row(Execution.Step step) {
    List<String> nodes = step.step().nodes();
    return List.of(
        nodes.isEmpty() ? "(copy)" : nodes.getFirst(),
        Integer.toString(nodes.size()),
        step.step().backend(),
        step.step().kernel(),
        Numbers.grouped(step.multAdds()),
        Numbers.bytes(step.movedBytes()),
        Numbers.fixed(step.intensity(), 1));
  }
}
